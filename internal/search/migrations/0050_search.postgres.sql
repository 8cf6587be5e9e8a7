
ALTER TABLE search_entry ADD COLUMN words tsvector;
CREATE INDEX search_words ON search_entry USING gin (words);
