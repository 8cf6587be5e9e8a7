CREATE TABLE flow_definition ( -- evidence
	id        TEXT PRIMARY KEY,
	kind      TEXT NOT NULL,
	version   BIGINT NOT NULL,
	hash      TEXT NOT NULL,
	body      TEXT NOT NULL,
	stored_at BIGINT NOT NULL
);

CREATE INDEX flow_definition_hash ON flow_definition (hash);

CREATE TABLE case_link ( -- evidence
	id       TEXT PRIMARY KEY,
	case_id  TEXT NOT NULL REFERENCES cases (id),
	to_id    TEXT NOT NULL REFERENCES cases (id),
	relation TEXT NOT NULL,
	made_by  TEXT NOT NULL,
	made_at  BIGINT NOT NULL,
	UNIQUE (case_id, to_id, relation)
);

CREATE INDEX case_link_to ON case_link (to_id);

CREATE TABLE circulation ( -- evidence
	id          TEXT PRIMARY KEY,
	case_id     TEXT NOT NULL REFERENCES cases (id),
	made_by     TEXT NOT NULL,
	purpose     TEXT NOT NULL,
	in_order    BIGINT NOT NULL,
	folder      TEXT NOT NULL,
	due_at      BIGINT NOT NULL,
	made_at     BIGINT NOT NULL,
	recalled_at BIGINT NOT NULL
);

CREATE INDEX circulation_case ON circulation (case_id);

CREATE INDEX history_at ON history (at);
CREATE INDEX cases_dept ON cases (creator_dept, kind);
CREATE INDEX task_open_due ON task (due_at) WHERE state = 'open';
CREATE INDEX file_hash ON file (hash);

ALTER TABLE cases ADD COLUMN issued_for TEXT;
