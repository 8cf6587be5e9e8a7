CREATE TABLE search_entry ( -- derived
	doc     BIGINT PRIMARY KEY,
	case_id TEXT NOT NULL,
	file_id TEXT NOT NULL,
	kind    TEXT NOT NULL,
	texts   TEXT NOT NULL
);

CREATE UNIQUE INDEX search_entry_of ON search_entry (case_id, file_id);
