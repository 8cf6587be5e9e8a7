CREATE TABLE outgoing_document ( -- evidence
	id          TEXT PRIMARY KEY REFERENCES cases (id),
	doc_kind    TEXT NOT NULL,
	series      TEXT NOT NULL,
	title       TEXT NOT NULL,
	organ       TEXT NOT NULL,
	addressees  TEXT NOT NULL,
	copied_to   TEXT NOT NULL,
	annexes     BIGINT NOT NULL,
	copies      BIGINT NOT NULL,
	disclosure  TEXT NOT NULL,
	urgency     TEXT NOT NULL,
	dept_id     TEXT NOT NULL,
	drafter_id  TEXT NOT NULL,
	signer_id   TEXT NOT NULL,
	signer      TEXT NOT NULL,
	signer_post TEXT NOT NULL,
	signer_all  TEXT NOT NULL,
	signed_at   BIGINT NOT NULL,
	number      TEXT NOT NULL,
	face_number TEXT NOT NULL,
	number_note TEXT NOT NULL,
	doc_date    TEXT NOT NULL,
	printed_on  TEXT NOT NULL,
	printed     BIGINT NOT NULL,
	extra       BIGINT NOT NULL,
	stamped     BIGINT NOT NULL,
	stamp_line  TEXT NOT NULL,
	sent_at     BIGINT NOT NULL,
	file_id     TEXT NOT NULL,
	file_hash   TEXT NOT NULL,
	fixed       BIGINT NOT NULL,
	pages       BIGINT NOT NULL,
	standing    TEXT NOT NULL,
	place       TEXT NOT NULL
);

CREATE INDEX outgoing_issued ON outgoing_document (doc_date, number);
CREATE INDEX outgoing_number ON outgoing_document (number);
CREATE INDEX outgoing_dept ON outgoing_document (dept_id, doc_date);

CREATE TABLE outgoing_proof ( -- evidence
	id       TEXT PRIMARY KEY,
	case_id  TEXT NOT NULL REFERENCES cases (id),
	version  BIGINT NOT NULL,
	findings TEXT NOT NULL,
	kept     TEXT NOT NULL,
	read_by  TEXT NOT NULL,
	read_at  BIGINT NOT NULL
);

CREATE INDEX outgoing_proof_case ON outgoing_proof (case_id, read_at);

CREATE TABLE outgoing_layout ( -- evidence
	id           TEXT PRIMARY KEY,
	case_id      TEXT NOT NULL REFERENCES cases (id),
	stage        TEXT NOT NULL,
	version      BIGINT NOT NULL,
	content_hash TEXT NOT NULL,
	number       TEXT NOT NULL,
	doc_date     TEXT NOT NULL,
	pages        BIGINT NOT NULL,
	tunings      TEXT NOT NULL,
	checks       TEXT NOT NULL,
	places       TEXT NOT NULL,
	pdf_hash     TEXT NOT NULL,
	checked_by   TEXT NOT NULL,
	checked_at   BIGINT NOT NULL
);

CREATE INDEX outgoing_layout_case ON outgoing_layout (case_id, checked_at);

CREATE TABLE outgoing_dispatch ( -- evidence
	id          TEXT PRIMARY KEY,
	case_id     TEXT NOT NULL REFERENCES cases (id),
	round       TEXT NOT NULL,
	organ       TEXT NOT NULL,
	way         TEXT NOT NULL,
	copies      BIGINT NOT NULL,
	note        TEXT NOT NULL,
	sent_by     TEXT NOT NULL,
	sent_at     BIGINT NOT NULL,
	receiver    TEXT NOT NULL,
	received_on TEXT NOT NULL,
	entered_by  TEXT NOT NULL,
	entered_at  BIGINT NOT NULL
);

CREATE INDEX outgoing_dispatch_case ON outgoing_dispatch (case_id, sent_at);
CREATE INDEX outgoing_dispatch_organ ON outgoing_dispatch (organ);

CREATE TABLE outgoing_kind ( -- evidence
	id         TEXT PRIMARY KEY,
	case_id    TEXT NOT NULL REFERENCES cases (id),
	name       TEXT NOT NULL,
	format     TEXT NOT NULL,
	series     TEXT NOT NULL,
	signer     TEXT NOT NULL,
	seal       BIGINT NOT NULL,
	upward     BIGINT NOT NULL,
	valid_from TEXT NOT NULL,
	ended      BIGINT NOT NULL
);

CREATE TABLE outgoing_series ( -- evidence
	id         TEXT PRIMARY KEY,
	case_id    TEXT NOT NULL REFERENCES cases (id),
	name       TEXT NOT NULL,
	code       TEXT NOT NULL,
	style      TEXT NOT NULL,
	organ      TEXT NOT NULL,
	mark       TEXT NOT NULL,
	head       TEXT NOT NULL,
	valid_from TEXT NOT NULL,
	ended      BIGINT NOT NULL
);

CREATE TABLE outgoing_reserved ( -- evidence
	id        TEXT PRIMARY KEY,
	case_id   TEXT NOT NULL REFERENCES cases (id),
	number_id TEXT NOT NULL,
	series    TEXT NOT NULL,
	text      TEXT NOT NULL,
	face      TEXT NOT NULL,
	reason    TEXT NOT NULL,
	used_by   TEXT NOT NULL,
	used_at   BIGINT NOT NULL
);
