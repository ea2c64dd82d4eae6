-- A row of the queue is found by a number, its place, which orders the account's rows as position
-- did: account * 2^40 + position. One number is found, added and changed with fewer pages than the
-- text of an id, and a table by number takes rows of several kilobytes within a page.
CREATE TABLE queue_by_place (
    place            INTEGER PRIMARY KEY,
    account          INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    op_id            TEXT NOT NULL,
    payload_version  INTEGER NOT NULL,          -- of op, before and state
    op               TEXT NOT NULL,             -- JSON
    before           TEXT NOT NULL,             -- JSON
    state            TEXT NOT NULL,             -- JSON
    frozen           INTEGER NOT NULL,
    joined           INTEGER NOT NULL
) STRICT;

INSERT INTO queue_by_place (place, account, op_id, payload_version, op, before, state, frozen, joined)
    SELECT account * 1099511627776 + position, account, op_id, payload_version, op, before, state,
        frozen, joined
    FROM queue ORDER BY account, position;

DROP TABLE queue;
ALTER TABLE queue_by_place RENAME TO queue;
