ALTER TABLE draft ADD COLUMN case_id TEXT;

CREATE UNIQUE INDEX draft_case ON draft (person_id, case_id);
