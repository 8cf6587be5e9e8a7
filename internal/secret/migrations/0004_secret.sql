CREATE TABLE data_key ( -- state
	name    TEXT PRIMARY KEY,
	key_id  TEXT NOT NULL,
	wrapped TEXT NOT NULL,
	made_at BIGINT NOT NULL
);
