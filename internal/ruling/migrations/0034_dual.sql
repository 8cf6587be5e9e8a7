CREATE TABLE dual ( -- evidence
	id         TEXT PRIMARY KEY,
	kind       TEXT NOT NULL,
	object     TEXT NOT NULL,
	what       TEXT NOT NULL,
	reason     TEXT NOT NULL,
	asked_by   TEXT NOT NULL,
	asked_at   BIGINT NOT NULL,
	decided_by TEXT NOT NULL,
	decided_at BIGINT NOT NULL,
	agreed     BIGINT NOT NULL
);

CREATE INDEX dual_open ON dual (decided_at, asked_at);

CREATE TABLE dual_words ( -- state
	dual_id TEXT PRIMARY KEY,
	sealed  TEXT NOT NULL
);
