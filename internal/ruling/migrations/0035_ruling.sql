ALTER TABLE exception ADD COLUMN due_text TEXT;
ALTER TABLE exception ADD COLUMN objected_at BIGINT;
ALTER TABLE exception ADD COLUMN objection TEXT;

CREATE INDEX exception_recorded ON exception (recorded_at);
CREATE INDEX exception_case ON exception (case_id, clause);
