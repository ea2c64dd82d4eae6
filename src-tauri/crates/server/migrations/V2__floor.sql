-- Where the seq of a new board begins: a restore raises it with the heads of the boards it finds, so
-- that a board that was missing in the backup and is made anew does not begin below what clients
-- have seen of its former life. Data that were restored before begin where their boards stand.
ALTER TABLE server ADD COLUMN floor INTEGER NOT NULL DEFAULT 0;
UPDATE server SET floor = (SELECT coalesce(max(head), 0) >> 32 << 32 FROM boards);
