CREATE TABLE audit_leaf ( -- state
	id         TEXT PRIMARY KEY,
	chain      TEXT NOT NULL,
	seq        BIGINT NOT NULL,
	body       TEXT NOT NULL,
	salt       TEXT NOT NULL,
	hash       TEXT NOT NULL,
	at         BIGINT NOT NULL,
	tree_index BIGINT UNIQUE,
	UNIQUE (chain, seq)
);

CREATE INDEX audit_leaf_unsequenced ON audit_leaf (at) WHERE tree_index IS NULL;

CREATE TABLE audit_chain ( -- state
	chain TEXT PRIMARY KEY,
	seq   BIGINT NOT NULL,
	hash  TEXT NOT NULL
);

CREATE TABLE audit_checkpoint ( -- state
	size      BIGINT PRIMARY KEY,
	root      TEXT NOT NULL,
	at        BIGINT NOT NULL,
	signature TEXT NOT NULL
);

CREATE TABLE audit_hash ( -- state
	idx  BIGINT PRIMARY KEY,
	hash TEXT NOT NULL
);
