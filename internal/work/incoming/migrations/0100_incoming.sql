CREATE TABLE incoming_document ( -- evidence
	id           TEXT PRIMARY KEY REFERENCES cases (id),
	number       TEXT NOT NULL,
	source       TEXT NOT NULL,
	organ        TEXT NOT NULL,
	doc_number   TEXT NOT NULL,
	twin_key     TEXT UNIQUE,
	doc_date     TEXT NOT NULL,
	received_on  TEXT NOT NULL,
	title        TEXT NOT NULL,
	doc_kind     TEXT NOT NULL,
	class        TEXT NOT NULL,
	urgency      TEXT NOT NULL,
	copies       BIGINT NOT NULL,
	pages        BIGINT NOT NULL,
	enclosures   BIGINT NOT NULL,
	deadline     TEXT NOT NULL,
	wants_answer BIGINT NOT NULL,
	answer       TEXT NOT NULL,
	place        TEXT NOT NULL,
	hosts        TEXT NOT NULL,
	outcome      TEXT NOT NULL,
	signed_by    TEXT NOT NULL,
	signed_at    BIGINT NOT NULL
);

CREATE INDEX incoming_received ON incoming_document (received_on, number);
CREATE INDEX incoming_organ ON incoming_document (organ, received_on);
