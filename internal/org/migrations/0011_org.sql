ALTER TABLE person ADD COLUMN disabled_at BIGINT;
ALTER TABLE proxy ADD COLUMN given_by TEXT;
ALTER TABLE absence ADD COLUMN recorded_by TEXT;

CREATE INDEX proxy_giver ON proxy (giver_id);
CREATE INDEX absence_to ON absence (to_at);
CREATE INDEX charge_person ON charge (person_id);

CREATE TABLE org_lock ( -- derived
	id  TEXT PRIMARY KEY,
	rev BIGINT NOT NULL
);

INSERT INTO org_lock (id, rev) VALUES ('org', 0);
