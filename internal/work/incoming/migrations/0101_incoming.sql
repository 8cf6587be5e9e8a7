ALTER TABLE incoming_document ADD COLUMN original_hash TEXT;
ALTER TABLE incoming_document ADD COLUMN fast_id TEXT;
ALTER TABLE incoming_document ADD COLUMN joined_to TEXT;

CREATE INDEX incoming_kind ON incoming_document (doc_kind, received_on);

CREATE TABLE incoming_source ( -- evidence
	id          TEXT PRIMARY KEY,
	case_id     TEXT NOT NULL REFERENCES cases (id),
	from_case   TEXT NOT NULL REFERENCES cases (id),
	source      TEXT NOT NULL,
	copies      BIGINT NOT NULL,
	received_on TEXT NOT NULL,
	signed_by   TEXT NOT NULL,
	signed_at   BIGINT NOT NULL
);

CREATE INDEX incoming_source_case ON incoming_source (case_id);

CREATE TABLE incoming_waiting ( -- evidence
	id         TEXT PRIMARY KEY,
	source     TEXT NOT NULL,
	organ      TEXT NOT NULL,
	doc_number TEXT NOT NULL,
	title      TEXT NOT NULL,
	urgency    TEXT NOT NULL,
	copies     BIGINT NOT NULL,
	sent_on    TEXT NOT NULL,
	state      TEXT NOT NULL,
	reason     TEXT NOT NULL,
	case_id    TEXT NOT NULL,
	listed_by  TEXT NOT NULL,
	listed_at  BIGINT NOT NULL,
	settled_by TEXT NOT NULL,
	settled_at BIGINT NOT NULL
);

CREATE INDEX incoming_waiting_state ON incoming_waiting (state, listed_at);

CREATE TABLE incoming_signing ( -- evidence
	id        TEXT PRIMARY KEY,
	number    TEXT NOT NULL,
	leader_id TEXT NOT NULL,
	made_by   TEXT NOT NULL,
	made_at   BIGINT NOT NULL,
	carried   BIGINT NOT NULL
);

CREATE TABLE incoming_signing_item ( -- evidence
	id         TEXT PRIMARY KEY,
	signing_id TEXT NOT NULL REFERENCES incoming_signing (id),
	case_id    TEXT NOT NULL REFERENCES cases (id),
	task_id    TEXT NOT NULL,
	n          BIGINT NOT NULL,
	step       TEXT NOT NULL,
	outcome    TEXT NOT NULL,
	settled_at BIGINT NOT NULL,
	UNIQUE (signing_id, task_id)
);

CREATE INDEX incoming_signing_case ON incoming_signing_item (case_id);

CREATE TABLE incoming_fast ( -- evidence
	id         TEXT PRIMARY KEY,
	case_id    TEXT NOT NULL REFERENCES cases (id),
	doc_kind   TEXT NOT NULL,
	organ      TEXT NOT NULL,
	words      TEXT NOT NULL,
	valid_from TEXT NOT NULL,
	valid_to   TEXT NOT NULL,
	decided_by TEXT NOT NULL,
	decided_at BIGINT NOT NULL,
	ended_by   TEXT NOT NULL,
	ended_at   BIGINT NOT NULL
);

CREATE INDEX incoming_fast_kind ON incoming_fast (doc_kind);
