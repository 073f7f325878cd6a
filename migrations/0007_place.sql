-- +goose NO TRANSACTION
-- +goose Up

-- One lock at a time, and nothing twice: see 0003.

-- keep_days is how long messages are kept: in the place 0 is for ever; in a room 0 is
-- as in the place, and -1 for ever. All messages up to erased_seq have been erased.
ALTER TABLE place ADD COLUMN IF NOT EXISTS keep_days BIGINT NOT NULL DEFAULT 0;
ALTER TABLE place ADD COLUMN IF NOT EXISTS swept_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rooms ADD COLUMN IF NOT EXISTS erased_seq BIGINT NOT NULL DEFAULT 0;

-- The picture of the place. Its revision stands in place.logo; 0: there is none.
CREATE TABLE IF NOT EXISTS logos (
    rev BIGINT PRIMARY KEY,
    image BYTEA NOT NULL
);
ALTER TABLE place ADD COLUMN IF NOT EXISTS last_logo BIGINT NOT NULL DEFAULT 0;

-- The reason of an entry in small letters of any alphabet, which SQLite cannot make. What was
-- noted before has none: nothing in the log is changed.
ALTER TABLE audit ADD COLUMN IF NOT EXISTS reason_folded TEXT NOT NULL DEFAULT '';

-- When the place was last copied by Parley itself; 0: never.
ALTER TABLE place ADD COLUMN IF NOT EXISTS backup_at BIGINT NOT NULL DEFAULT 0;

-- Which act a removal continues that was too large for one; 0: none.
ALTER TABLE removals ADD COLUMN IF NOT EXISTS continues BIGINT NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS removals_continues ON removals (continues) WHERE continues <> 0;

-- Which filter removed a message; 0: none did.
ALTER TABLE removals ADD COLUMN IF NOT EXISTS filter_id BIGINT NOT NULL DEFAULT 0;
