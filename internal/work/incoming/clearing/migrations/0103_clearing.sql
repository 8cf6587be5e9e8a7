CREATE TABLE clearing_line ( -- evidence
	id          TEXT PRIMARY KEY,
	case_id     TEXT NOT NULL REFERENCES cases (id),
	number      TEXT NOT NULL,
	year        BIGINT NOT NULL,
	dept_id     TEXT NOT NULL,
	copy_id     TEXT NOT NULL,
	code        TEXT NOT NULL,
	title       TEXT NOT NULL,
	decision    TEXT NOT NULL,
	reason      TEXT NOT NULL,
	listed_by   TEXT NOT NULL,
	received    BIGINT NOT NULL,
	received_by TEXT NOT NULL,
	received_at BIGINT NOT NULL,
	UNIQUE (case_id, copy_id)
);

CREATE INDEX clearing_line_dept ON clearing_line (year, dept_id);

CREATE TABLE clearing_destruction ( -- evidence
	id           TEXT PRIMARY KEY,
	case_id      TEXT NOT NULL REFERENCES cases (id),
	number       TEXT NOT NULL,
	copy_id      TEXT NOT NULL UNIQUE,
	code         TEXT NOT NULL,
	document     TEXT NOT NULL,
	title        TEXT NOT NULL,
	pages        BIGINT NOT NULL,
	appraisal    TEXT NOT NULL,
	approved_by  TEXT NOT NULL,
	destroyed_by TEXT NOT NULL,
	witness_id   TEXT NOT NULL,
	way          TEXT NOT NULL,
	place        TEXT NOT NULL,
	destroyed_at BIGINT NOT NULL
);

CREATE INDEX clearing_destruction_at ON clearing_destruction (destroyed_at);

CREATE TABLE clearing_missing ( -- evidence
	id          TEXT PRIMARY KEY,
	case_id     TEXT NOT NULL REFERENCES cases (id),
	copy_id     TEXT NOT NULL,
	code        TEXT NOT NULL,
	document    TEXT NOT NULL,
	title       TEXT NOT NULL,
	holder_id   TEXT NOT NULL,
	head_id     TEXT NOT NULL,
	dept_id     TEXT NOT NULL,
	reported_by TEXT NOT NULL,
	reported_at BIGINT NOT NULL,
	outcome     TEXT NOT NULL,
	settled_at  BIGINT NOT NULL
);

CREATE INDEX clearing_missing_at ON clearing_missing (reported_at);
