ALTER TABLE token ADD COLUMN used_at BIGINT;

CREATE INDEX account_event_at ON account_event (at);
