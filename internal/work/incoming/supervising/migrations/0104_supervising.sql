CREATE TABLE supervision_item ( -- evidence
	id          TEXT PRIMARY KEY REFERENCES cases (id),
	number      TEXT NOT NULL,
	what        TEXT NOT NULL,
	source      TEXT NOT NULL,
	words       TEXT NOT NULL,
	leader_id   TEXT NOT NULL,
	dept_id     TEXT NOT NULL,
	opened_on   TEXT NOT NULL,
	first_until TEXT NOT NULL,
	until       TEXT NOT NULL,
	extended    BIGINT NOT NULL,
	progress    TEXT NOT NULL,
	progress_at BIGINT NOT NULL,
	done_on     TEXT NOT NULL,
	outcome     TEXT NOT NULL
);

CREATE INDEX supervision_open ON supervision_item (outcome, until);
