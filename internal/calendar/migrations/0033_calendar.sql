CREATE TABLE calendar_day ( -- evidence
	id       TEXT PRIMARY KEY,
	date     TEXT NOT NULL,
	worked   BIGINT NOT NULL,
	name     TEXT NOT NULL,
	set_by   TEXT NOT NULL,
	set_at   BIGINT NOT NULL,
	ended_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX calendar_day_in_force ON calendar_day (date) WHERE ended_at = 0;
