CREATE TABLE credential ( -- state
	person_id    TEXT PRIMARY KEY,
	password     TEXT NOT NULL,
	earlier      TEXT NOT NULL,
	must_change  BIGINT NOT NULL,
	failures     BIGINT NOT NULL,
	locked_until BIGINT NOT NULL,
	totp         TEXT NOT NULL,
	totp_last    BIGINT NOT NULL,
	generation   BIGINT NOT NULL,
	font         TEXT NOT NULL,
	shortcuts    BIGINT NOT NULL
);

CREATE TABLE session ( -- derived
	id         TEXT PRIMARY KEY,
	person_id  TEXT NOT NULL,
	generation BIGINT NOT NULL,
	csrf       TEXT NOT NULL,
	address    TEXT NOT NULL,
	agent      TEXT NOT NULL,
	made_at    BIGINT NOT NULL,
	seen_at    BIGINT NOT NULL
);

CREATE INDEX session_person ON session (person_id);

CREATE TABLE token ( -- state
	id         TEXT PRIMARY KEY,
	hash       TEXT NOT NULL UNIQUE,
	person_id  TEXT NOT NULL,
	name       TEXT NOT NULL,
	scope      TEXT NOT NULL,
	generation BIGINT NOT NULL,
	made_at    BIGINT NOT NULL,
	ends_at    BIGINT NOT NULL
);

CREATE TABLE account_event ( -- evidence
	id        TEXT PRIMARY KEY,
	person_id TEXT NOT NULL,
	event     TEXT NOT NULL,
	address   TEXT NOT NULL,
	by_id     TEXT NOT NULL,
	at        BIGINT NOT NULL
);

CREATE INDEX account_event_person ON account_event (person_id, at);
