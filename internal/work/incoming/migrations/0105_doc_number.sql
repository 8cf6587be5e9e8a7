-- A letter is looked for by its number when one like it is registered (1-02-1.1), when
-- a document cites it and when it is answered.
CREATE INDEX incoming_doc_number ON incoming_document (doc_number);
