CREATE TABLE bureau_fact ( -- evidence
	id      TEXT PRIMARY KEY,
	fact    TEXT NOT NULL,
	value   TEXT NOT NULL,
	said_by TEXT NOT NULL,
	said_at BIGINT NOT NULL
);

CREATE INDEX bureau_fact_of ON bureau_fact (fact, said_at);

CREATE TABLE bureau_rule ( -- evidence
	id         TEXT PRIMARY KEY,
	title      TEXT NOT NULL,
	adopted_on TEXT NOT NULL,
	file_id    TEXT NOT NULL,
	said_by    TEXT NOT NULL,
	said_at    BIGINT NOT NULL,
	ended_at   BIGINT NOT NULL
);

CREATE TABLE series_start ( -- evidence
	id      TEXT PRIMARY KEY,
	series  TEXT NOT NULL,
	year    BIGINT NOT NULL,
	last    BIGINT NOT NULL,
	note    TEXT NOT NULL,
	said_by TEXT NOT NULL,
	said_at BIGINT NOT NULL
);

CREATE INDEX series_start_of ON series_start (series, year);
