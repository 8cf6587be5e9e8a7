CREATE TABLE setting_value ( -- evidence
	id        TEXT PRIMARY KEY,
	setting   TEXT NOT NULL,
	value     TEXT NOT NULL,
	from_date TEXT NOT NULL,
	set_by    TEXT NOT NULL,
	reason    TEXT NOT NULL,
	set_at    BIGINT NOT NULL
);

CREATE INDEX setting_value_of ON setting_value (setting, from_date);

CREATE TABLE exception ( -- evidence
	id          TEXT PRIMARY KEY,
	kind        TEXT NOT NULL,
	clause      TEXT NOT NULL,
	case_id     TEXT NOT NULL,
	what        TEXT NOT NULL,
	allowed_by  TEXT NOT NULL,
	allowed_at  BIGINT NOT NULL,
	how         TEXT NOT NULL,
	evidence    TEXT NOT NULL,
	recorded_by TEXT NOT NULL,
	recorded_at BIGINT NOT NULL,
	due_at      BIGINT NOT NULL,
	good_at     BIGINT NOT NULL,
	good_by     TEXT NOT NULL,
	good_note   TEXT NOT NULL
);

CREATE INDEX exception_due ON exception (good_at, due_at);
CREATE INDEX exception_by ON exception (allowed_by, clause);
