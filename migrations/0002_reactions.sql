-- +goose NO TRANSACTION
-- +goose Up

-- One lock at a time: old replicas read while it runs, and whoever holds one table's
-- lock and waits for another's can be in a deadlock with them. So that it can begin again
-- after it was cut off, nothing is made twice.

-- Who reacted with what stands in the message's row, because a fragment follows
-- from that row alone: a line for each emoji, with the ids of people after it.
ALTER TABLE messages ADD COLUMN IF NOT EXISTS reactions TEXT NOT NULL DEFAULT '';
ALTER TABLE removed_messages ADD COLUMN IF NOT EXISTS reactions TEXT NOT NULL DEFAULT '';
