-- +goose Up

-- Who reacted with what stands in the message's row, because a fragment follows
-- from that row alone: a line for each emoji, with the ids of people after it.
ALTER TABLE messages ADD COLUMN reactions TEXT NOT NULL DEFAULT '';
ALTER TABLE removed_messages ADD COLUMN reactions TEXT NOT NULL DEFAULT '';
