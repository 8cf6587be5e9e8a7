CREATE TABLE paper_copy ( -- evidence
	id        TEXT PRIMARY KEY,
	code      TEXT NOT NULL UNIQUE,
	doc_id    TEXT NOT NULL,
	case_id   TEXT NOT NULL,
	sort      TEXT NOT NULL,
	n         BIGINT NOT NULL,
	document  TEXT NOT NULL,
	title     TEXT NOT NULL,
	pages     BIGINT NOT NULL,
	medium    TEXT NOT NULL,
	keeper    TEXT NOT NULL,
	home      TEXT NOT NULL,
	state     TEXT NOT NULL,
	holder_id TEXT NOT NULL,
	dept_id   TEXT NOT NULL,
	place     TEXT NOT NULL,
	due       TEXT NOT NULL,
	read_at   BIGINT NOT NULL,
	moved_at  BIGINT NOT NULL,
	seq       BIGINT NOT NULL,
	made_by   TEXT NOT NULL,
	made_at   BIGINT NOT NULL,
	UNIQUE (doc_id, sort, n)
);

CREATE INDEX paper_copy_case ON paper_copy (case_id);
CREATE INDEX paper_copy_holder ON paper_copy (holder_id, state);
CREATE INDEX paper_copy_dept ON paper_copy (dept_id, state);
CREATE INDEX paper_copy_due ON paper_copy (state, due);

CREATE TABLE paper_move ( -- evidence
	id          TEXT PRIMARY KEY,
	copy_id     TEXT NOT NULL REFERENCES paper_copy (id),
	seq         BIGINT NOT NULL,
	act         TEXT NOT NULL,
	from_holder TEXT NOT NULL,
	from_dept   TEXT NOT NULL,
	to_holder   TEXT NOT NULL,
	to_dept     TEXT NOT NULL,
	place       TEXT NOT NULL,
	words       TEXT NOT NULL,
	due         TEXT NOT NULL,
	by_id       TEXT NOT NULL,
	case_id     TEXT NOT NULL,
	at          BIGINT NOT NULL,
	UNIQUE (copy_id, seq)
);

CREATE INDEX paper_move_at ON paper_move (at);
