CREATE TABLE refusal ( -- evidence
	id           TEXT PRIMARY KEY,
	ukey         TEXT NOT NULL UNIQUE,
	at           BIGINT NOT NULL,
	actor_id     TEXT NOT NULL,
	case_id      TEXT NOT NULL,
	action       TEXT NOT NULL,
	clause       TEXT NOT NULL,
	rule_version TEXT NOT NULL,
	title        TEXT NOT NULL,
	inputs       TEXT NOT NULL,
	times        BIGINT NOT NULL
);

CREATE INDEX refusal_clause ON refusal (clause, at);
CREATE INDEX refusal_actor ON refusal (actor_id, at);
