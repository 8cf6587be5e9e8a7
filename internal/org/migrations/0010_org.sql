CREATE TABLE department ( -- evidence
	id    TEXT PRIMARY KEY,
	code  TEXT NOT NULL UNIQUE,
	name  TEXT NOT NULL,
	sort  BIGINT NOT NULL,
	ended BIGINT NOT NULL
);

CREATE TABLE person ( -- evidence
	id       TEXT PRIMARY KEY,
	login    TEXT NOT NULL UNIQUE,
	name     TEXT NOT NULL,
	sort_key TEXT NOT NULL,
	left_at  BIGINT NOT NULL
);

CREATE TABLE holding ( -- evidence
	id        TEXT PRIMARY KEY,
	person_id TEXT NOT NULL REFERENCES person (id),
	post      TEXT NOT NULL,
	dept_id   TEXT NOT NULL REFERENCES department (id),
	from_at   BIGINT NOT NULL,
	to_at     BIGINT NOT NULL
);

CREATE INDEX holding_person ON holding (person_id);
CREATE INDEX holding_post ON holding (post, dept_id);

CREATE TABLE charge ( -- evidence
	id        TEXT PRIMARY KEY,
	person_id TEXT NOT NULL REFERENCES person (id),
	dept_id   TEXT NOT NULL REFERENCES department (id),
	from_at   BIGINT NOT NULL,
	to_at     BIGINT NOT NULL
);

CREATE INDEX charge_dept ON charge (dept_id);

CREATE TABLE standin ( -- evidence
	id      TEXT PRIMARY KEY,
	post    TEXT NOT NULL,
	dept_id TEXT NOT NULL,
	by_post TEXT NOT NULL,
	rank    BIGINT NOT NULL,
	ended   BIGINT NOT NULL
);

CREATE TABLE proxy ( -- evidence
	id        TEXT PRIMARY KEY,
	giver_id  TEXT NOT NULL REFERENCES person (id),
	taker_id  TEXT NOT NULL REFERENCES person (id),
	kinds     TEXT NOT NULL,
	from_at   BIGINT NOT NULL,
	to_at     BIGINT NOT NULL,
	reason    TEXT NOT NULL
);

CREATE INDEX proxy_taker ON proxy (taker_id);

CREATE TABLE absence ( -- evidence
	id        TEXT PRIMARY KEY,
	person_id TEXT NOT NULL REFERENCES person (id),
	from_at   BIGINT NOT NULL,
	to_at     BIGINT NOT NULL,
	reason    TEXT NOT NULL
);

CREATE INDEX absence_person ON absence (person_id);
