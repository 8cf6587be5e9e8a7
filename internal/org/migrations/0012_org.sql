CREATE TABLE custody ( -- evidence
	id        TEXT PRIMARY KEY,
	thing     TEXT NOT NULL,
	name      TEXT NOT NULL,
	person_id TEXT NOT NULL REFERENCES person (id),
	temporary BIGINT NOT NULL,
	from_at   BIGINT NOT NULL,
	to_at     BIGINT NOT NULL,
	case_id   TEXT NOT NULL
);

CREATE INDEX custody_person ON custody (person_id);
CREATE INDEX custody_thing ON custody (thing);
CREATE UNIQUE INDEX custody_one ON custody (thing) WHERE temporary = 0 AND to_at = 0;
