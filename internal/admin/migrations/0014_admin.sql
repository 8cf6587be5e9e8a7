CREATE TABLE verification ( -- evidence
	id        TEXT PRIMARY KEY,
	asked_by  TEXT NOT NULL,
	asked_at  BIGINT NOT NULL,
	done_at   BIGINT NOT NULL,
	leaves    BIGINT NOT NULL,
	sequenced BIGINT NOT NULL,
	rows_read BIGINT NOT NULL,
	files     BIGINT NOT NULL,
	found     BIGINT NOT NULL,
	findings  TEXT NOT NULL
);

CREATE INDEX audit_leaf_at ON audit_leaf (at);
CREATE INDEX refusal_at ON refusal (at);
