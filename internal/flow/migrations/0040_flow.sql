CREATE TABLE cases ( -- evidence
	id              TEXT PRIMARY KEY,
	kind            TEXT NOT NULL,
	flow_version    BIGINT NOT NULL,
	flow_hash       TEXT NOT NULL,
	state           TEXT NOT NULL,
	result          TEXT NOT NULL,
	title           TEXT NOT NULL,
	number          TEXT NOT NULL,
	urgency         TEXT NOT NULL,
	creator_id      TEXT NOT NULL,
	creator_dept    TEXT NOT NULL,
	content_version BIGINT NOT NULL,
	plan            TEXT NOT NULL,
	created_at      BIGINT NOT NULL,
	due_at          BIGINT NOT NULL,
	paused_at       BIGINT NOT NULL,
	closed_at       BIGINT NOT NULL,
	touched_at      BIGINT NOT NULL,
	rev             BIGINT NOT NULL
);

CREATE INDEX cases_kind ON cases (kind, created_at);
CREATE INDEX cases_creator ON cases (creator_id, created_at);
CREATE INDEX cases_open ON cases (state, kind);

CREATE TABLE case_version ( -- evidence
	id         TEXT PRIMARY KEY,
	case_id    TEXT NOT NULL REFERENCES cases (id),
	version    BIGINT NOT NULL,
	body       TEXT NOT NULL,
	hash       TEXT NOT NULL,
	created_by TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	UNIQUE (case_id, version)
);

CREATE TABLE visit ( -- evidence
	id         TEXT PRIMARY KEY,
	case_id    TEXT NOT NULL REFERENCES cases (id),
	node       TEXT NOT NULL,
	state      TEXT NOT NULL,
	back       TEXT NOT NULL,
	born_seq   BIGINT NOT NULL,
	closed_seq BIGINT NOT NULL,
	opened_at  BIGINT NOT NULL
);

CREATE INDEX visit_case ON visit (case_id);

CREATE TABLE task ( -- evidence
	id         TEXT PRIMARY KEY,
	case_id    TEXT NOT NULL REFERENCES cases (id),
	visit_id   TEXT NOT NULL,
	node       TEXT NOT NULL,
	kind       TEXT NOT NULL,
	principal  TEXT NOT NULL,
	label      TEXT NOT NULL,
	why        TEXT NOT NULL,
	state      TEXT NOT NULL,
	version    BIGINT NOT NULL,
	grp        TEXT NOT NULL,
	waits_for  TEXT NOT NULL,
	added_by   TEXT NOT NULL,
	from_id    TEXT NOT NULL,
	born_seq   BIGINT NOT NULL,
	opened_seq BIGINT NOT NULL,
	closed_seq BIGINT NOT NULL,
	opened_at  BIGINT NOT NULL,
	due_at     BIGINT NOT NULL,
	due_text   TEXT NOT NULL,
	urged      BIGINT NOT NULL,
	done_by    TEXT NOT NULL,
	done_at    BIGINT NOT NULL
);

CREATE INDEX task_case ON task (case_id);
CREATE INDEX task_todo ON task (principal, due_at) WHERE state = 'open';

CREATE TABLE history ( -- evidence
	id              TEXT PRIMARY KEY,
	case_id         TEXT NOT NULL REFERENCES cases (id),
	seq             BIGINT NOT NULL,
	task_id         TEXT NOT NULL,
	node            TEXT NOT NULL,
	node_name       TEXT NOT NULL,
	action          TEXT NOT NULL,
	person_id       TEXT NOT NULL,
	person_name     TEXT NOT NULL,
	post            TEXT NOT NULL,
	why             TEXT NOT NULL,
	opinion         TEXT NOT NULL,
	signature       TEXT NOT NULL,
	content_version BIGINT NOT NULL,
	content_hash    TEXT NOT NULL,
	data            TEXT NOT NULL,
	recorded_by     TEXT NOT NULL,
	merged          BIGINT NOT NULL,
	at              BIGINT NOT NULL,
	UNIQUE (case_id, seq)
);

CREATE TABLE file ( -- evidence
	id          TEXT PRIMARY KEY,
	case_id     TEXT NOT NULL,
	hash        TEXT NOT NULL,
	name        TEXT NOT NULL,
	type        TEXT NOT NULL,
	size        BIGINT NOT NULL,
	pages       BIGINT NOT NULL,
	text        BIGINT NOT NULL,
	declared    BIGINT NOT NULL,
	uploaded_by TEXT NOT NULL,
	uploaded_at BIGINT NOT NULL
);

CREATE INDEX file_case ON file (case_id);

CREATE TABLE participant ( -- derived
	person_id TEXT NOT NULL,
	case_id   TEXT NOT NULL,
	last_at   BIGINT NOT NULL,
	PRIMARY KEY (person_id, case_id)
);

CREATE TABLE draft ( -- state
	id        TEXT PRIMARY KEY,
	person_id TEXT NOT NULL,
	kind      TEXT NOT NULL,
	title     TEXT NOT NULL,
	body      TEXT NOT NULL,
	saved_at  BIGINT NOT NULL
);

CREATE INDEX draft_person ON draft (person_id, saved_at);

CREATE TABLE notice ( -- state
	id        TEXT PRIMARY KEY,
	ukey      TEXT NOT NULL UNIQUE,
	person_id TEXT NOT NULL,
	case_id   TEXT NOT NULL,
	text      TEXT NOT NULL,
	at        BIGINT NOT NULL,
	read_at   BIGINT NOT NULL
);

CREATE INDEX notice_person ON notice (person_id, read_at);
