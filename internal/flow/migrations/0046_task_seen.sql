CREATE INDEX task_seen ON task (principal, state, case_id);
