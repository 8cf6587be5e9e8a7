CREATE TABLE job ( -- state
	id          TEXT PRIMARY KEY,
	kind        TEXT NOT NULL,
	ukey        TEXT NOT NULL,
	payload     TEXT NOT NULL,
	run_at      BIGINT NOT NULL,
	lease_until BIGINT NOT NULL,
	attempts    BIGINT NOT NULL,
	failure     TEXT NOT NULL,
	done_at     BIGINT NOT NULL
);

CREATE UNIQUE INDEX job_waiting ON job (kind, ukey) WHERE attempts = 0;
CREATE INDEX job_due ON job (run_at) WHERE done_at = 0;
CREATE INDEX job_done ON job (done_at) WHERE done_at > 0;
