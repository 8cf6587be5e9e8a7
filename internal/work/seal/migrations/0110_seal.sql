CREATE TABLE seal ( -- evidence
	id          TEXT PRIMARY KEY,
	name        TEXT NOT NULL,
	class       TEXT NOT NULL,
	as_class    TEXT NOT NULL,
	dept_id     TEXT NOT NULL,
	owner_id    TEXT NOT NULL,
	place       TEXT NOT NULL,
	imprint     TEXT NOT NULL,
	diameter    BIGINT NOT NULL,
	state       TEXT NOT NULL,
	engraver    TEXT NOT NULL,
	paper       TEXT NOT NULL,
	enabled_on  TEXT NOT NULL,
	cert_no     TEXT NOT NULL,
	cert_issuer TEXT NOT NULL,
	cert_until  TEXT NOT NULL,
	deputy_id   TEXT NOT NULL,
	case_id     TEXT NOT NULL,
	made_at     BIGINT NOT NULL
);

CREATE UNIQUE INDEX seal_name ON seal (name) WHERE state <> '销毁' AND state <> '遗失';

CREATE TABLE seal_event ( -- evidence
	id        TEXT PRIMARY KEY,
	seal_id   TEXT NOT NULL,
	case_id   TEXT NOT NULL,
	what      TEXT NOT NULL,
	on_date   TEXT NOT NULL,
	paper     TEXT NOT NULL,
	witnesses TEXT NOT NULL,
	note      TEXT NOT NULL,
	by_id     TEXT NOT NULL,
	at        BIGINT NOT NULL
);

CREATE INDEX seal_event_seal ON seal_event (seal_id, at);

CREATE TABLE seal_rules ( -- evidence
	id          TEXT PRIMARY KEY,
	case_id     TEXT NOT NULL,
	title       TEXT NOT NULL,
	version     TEXT NOT NULL,
	from_date   TEXT NOT NULL,
	file_id     TEXT NOT NULL,
	approved_by TEXT NOT NULL,
	at          BIGINT NOT NULL
);

CREATE TABLE seal_ack ( -- evidence
	id        TEXT PRIMARY KEY,
	rules_id  TEXT NOT NULL REFERENCES seal_rules (id),
	person_id TEXT NOT NULL,
	case_id   TEXT NOT NULL,
	at        BIGINT NOT NULL,
	UNIQUE (rules_id, person_id)
);

CREATE TABLE seal_grant ( -- evidence
	id         TEXT PRIMARY KEY,
	case_id    TEXT NOT NULL,
	number     TEXT NOT NULL,
	to_id      TEXT NOT NULL,
	seals      TEXT NOT NULL,
	matters    TEXT NOT NULL,
	most       BIGINT NOT NULL,
	from_date  TEXT NOT NULL,
	to_date    TEXT NOT NULL,
	granted_by TEXT NOT NULL,
	at         BIGINT NOT NULL,
	ended_at   BIGINT NOT NULL
);

CREATE TABLE seal_use ( -- evidence
	id            TEXT PRIMARY KEY REFERENCES cases (id),
	seal_id       TEXT NOT NULL,
	matter        TEXT NOT NULL,
	enterprise    BIGINT NOT NULL,
	document_id   TEXT NOT NULL,
	doc_number    TEXT NOT NULL,
	title         TEXT NOT NULL,
	purpose       TEXT NOT NULL,
	dept_id       TEXT NOT NULL,
	copies        BIGINT NOT NULL,
	pages         BIGINT NOT NULL,
	places        BIGINT NOT NULL,
	letter_no     TEXT NOT NULL,
	alarm         TEXT NOT NULL,
	approved_by   TEXT NOT NULL,
	approver      TEXT NOT NULL,
	approved_at   BIGINT NOT NULL,
	approved_hash TEXT NOT NULL,
	basis         TEXT NOT NULL,
	grant_id      TEXT NOT NULL,
	exception_id  TEXT NOT NULL,
	ended_at      BIGINT NOT NULL,
	scanned_at    BIGINT NOT NULL
);

CREATE INDEX seal_use_seal ON seal_use (seal_id);
CREATE INDEX seal_use_document ON seal_use (document_id) WHERE document_id <> '';

CREATE TABLE seal_rendition ( -- evidence
	id           TEXT PRIMARY KEY,
	code         TEXT NOT NULL UNIQUE,
	case_id      TEXT NOT NULL,
	content_hash TEXT NOT NULL,
	pages        BIGINT NOT NULL,
	made_at      BIGINT NOT NULL,
	UNIQUE (case_id, content_hash)
);

CREATE TABLE seal_rendition_file ( -- evidence
	id            TEXT PRIMARY KEY,
	rendition_id  TEXT NOT NULL REFERENCES seal_rendition (id),
	case_id       TEXT NOT NULL,
	original_hash TEXT NOT NULL,
	file_id       TEXT NOT NULL,
	hash          TEXT NOT NULL,
	first_page    BIGINT NOT NULL,
	pages         BIGINT NOT NULL
);

CREATE INDEX seal_rendition_file_of ON seal_rendition_file (rendition_id);

CREATE TABLE seal_press ( -- evidence
	id           TEXT PRIMARY KEY,
	case_id      TEXT NOT NULL,
	seal_id      TEXT NOT NULL,
	document_id  TEXT NOT NULL,
	rendition_id TEXT NOT NULL,
	seq          BIGINT NOT NULL,
	copies       BIGINT NOT NULL,
	spoiled      BIGINT NOT NULL,
	keeper_id    TEXT NOT NULL,
	at           BIGINT NOT NULL,
	signed_by    TEXT NOT NULL,
	signed_at    BIGINT NOT NULL,
	UNIQUE (case_id, seq)
);

CREATE INDEX seal_press_document ON seal_press (document_id) WHERE document_id <> '';
CREATE INDEX seal_press_seal ON seal_press (seal_id, at);

CREATE TABLE seal_line ( -- evidence
	id        TEXT PRIMARY KEY,
	case_id   TEXT NOT NULL,
	press_id  TEXT NOT NULL,
	seal_id   TEXT NOT NULL,
	number    TEXT NOT NULL UNIQUE,
	at        BIGINT NOT NULL CHECK (at > 0),
	content   TEXT NOT NULL CHECK (content <> ''),
	purpose   TEXT NOT NULL,
	basis     TEXT NOT NULL,
	copies    BIGINT NOT NULL CHECK (copies > 0),
	places    BIGINT NOT NULL,
	spoiled   BIGINT NOT NULL,
	dept_id   TEXT NOT NULL,
	matter    TEXT NOT NULL,
	signed_by TEXT NOT NULL CHECK (signed_by <> ''),
	sign_file TEXT NOT NULL,
	approver  TEXT NOT NULL CHECK (approver <> ''),
	keeper_id TEXT NOT NULL CHECK (keeper_id <> ''),
	remark    TEXT NOT NULL
);

CREATE INDEX seal_line_at ON seal_line (at, number);
CREATE INDEX seal_line_case ON seal_line (case_id);
CREATE INDEX seal_line_seal ON seal_line (seal_id, at);

CREATE TABLE seal_spoiled ( -- evidence
	id         TEXT PRIMARY KEY,
	case_id    TEXT NOT NULL,
	seal_id    TEXT NOT NULL,
	pages      BIGINT NOT NULL,
	way        TEXT NOT NULL,
	witness_id TEXT NOT NULL,
	by_id      TEXT NOT NULL,
	at         BIGINT NOT NULL
);

CREATE INDEX seal_spoiled_case ON seal_spoiled (case_id);

CREATE TABLE seal_extra ( -- evidence
	id          TEXT PRIMARY KEY,
	case_id     TEXT NOT NULL,
	target      TEXT NOT NULL,
	copies      BIGINT NOT NULL,
	approved_by TEXT NOT NULL,
	at          BIGINT NOT NULL
);

CREATE INDEX seal_extra_target ON seal_extra (target);

CREATE TABLE seal_handover ( -- evidence
	id       TEXT PRIMARY KEY,
	case_id  TEXT NOT NULL,
	seal_id  TEXT NOT NULL,
	way      TEXT NOT NULL,
	from_id  TEXT NOT NULL,
	gave_at  BIGINT NOT NULL,
	to_id    TEXT NOT NULL,
	took_at  BIGINT NOT NULL,
	watch_id TEXT NOT NULL,
	at       BIGINT NOT NULL,
	note     TEXT NOT NULL
);

CREATE INDEX seal_handover_seal ON seal_handover (seal_id, at);
CREATE INDEX seal_handover_case ON seal_handover (case_id);

CREATE TABLE seal_carry ( -- evidence
	id           TEXT PRIMARY KEY REFERENCES cases (id),
	seal_id      TEXT NOT NULL,
	bearer_id    TEXT NOT NULL,
	companion_id TEXT NOT NULL,
	place        TEXT NOT NULL,
	back_by      BIGINT NOT NULL,
	out_at       BIGINT NOT NULL,
	back_at      BIGINT NOT NULL
);

CREATE UNIQUE INDEX seal_carry_out ON seal_carry (seal_id) WHERE out_at > 0 AND back_at = 0;

CREATE TABLE seal_letter ( -- evidence
	id      TEXT PRIMARY KEY,
	case_id TEXT NOT NULL UNIQUE,
	number  TEXT NOT NULL,
	to_unit TEXT NOT NULL,
	bearer  TEXT NOT NULL,
	people  BIGINT NOT NULL,
	matter  TEXT NOT NULL,
	days    BIGINT NOT NULL,
	at      BIGINT NOT NULL
);

CREATE TABLE seal_stock ( -- evidence
	id        TEXT PRIMARY KEY,
	case_id   TEXT NOT NULL,
	month     TEXT NOT NULL,
	seal_id   TEXT NOT NULL,
	keeper_id TEXT NOT NULL,
	there     TEXT NOT NULL,
	condition TEXT NOT NULL,
	note      TEXT NOT NULL,
	at        BIGINT NOT NULL
);

CREATE INDEX seal_stock_month ON seal_stock (month, seal_id);

CREATE TABLE seal_guard ( -- derived
	id  TEXT PRIMARY KEY,
	rev BIGINT NOT NULL
);
