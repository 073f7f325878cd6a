-- +goose NO TRANSACTION
-- +goose Up

-- One lock at a time, and nothing twice: see 0003.

-- Which removal turned away what waited, and brings it back when it is undone; 0: none did.
ALTER TABLE holds ADD COLUMN IF NOT EXISTS removal_id BIGINT NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS holds_removal ON holds (removal_id) WHERE removal_id <> 0;
CREATE INDEX IF NOT EXISTS holds_waiting ON holds (author_id) WHERE decided_at = 0;
