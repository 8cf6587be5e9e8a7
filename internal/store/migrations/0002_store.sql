CREATE TABLE idempotency ( -- state
	actor  TEXT NOT NULL,
	key    TEXT NOT NULL,
	answer TEXT NOT NULL,
	at     BIGINT NOT NULL,
	PRIMARY KEY (actor, key)
);

CREATE TABLE number ( -- evidence
	id          TEXT PRIMARY KEY,
	series      TEXT NOT NULL,
	year        BIGINT NOT NULL,
	n           BIGINT NOT NULL,
	text        TEXT NOT NULL,
	case_id     TEXT NOT NULL,
	drawn_at    BIGINT NOT NULL,
	voided_at   BIGINT,
	void_reason TEXT,
	UNIQUE (series, year, n)
);

CREATE TABLE series ( -- state
	name TEXT NOT NULL,
	year BIGINT NOT NULL,
	last BIGINT NOT NULL,
	PRIMARY KEY (name, year)
);

CREATE TABLE leader ( -- derived
	name TEXT PRIMARY KEY,
	node TEXT NOT NULL,
	until BIGINT NOT NULL
);
