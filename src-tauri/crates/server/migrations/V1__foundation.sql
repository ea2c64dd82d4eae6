-- Who this data belongs to. server_id survives restores, epoch changes with each.
CREATE TABLE server (
    one       INTEGER PRIMARY KEY CHECK (one = 1),
    server_id BLOB NOT NULL,
    epoch     BLOB NOT NULL
) STRICT;

CREATE TABLE users (
    id   TEXT PRIMARY KEY,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- hash is the SHA-256 of the token; the token itself is stored nowhere.
CREATE TABLE tokens (
    id         INTEGER PRIMARY KEY,
    hash       BLOB NOT NULL UNIQUE,
    user_id    TEXT NOT NULL REFERENCES users (id),
    role       TEXT NOT NULL CHECK (role IN ('owner', 'editor', 'viewer', 'feed')),
    board      TEXT,                     -- NULL: every board of the server
    created_at INTEGER NOT NULL,         -- milliseconds since the Unix epoch
    revoked_at INTEGER
) STRICT;
CREATE INDEX tokens_revoked ON tokens (id) WHERE revoked_at IS NOT NULL;

CREATE TABLE clients (
    id      BLOB PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id)
) STRICT, WITHOUT ROWID;

-- Nonces a client may greet with: the one last proven (lowest nth) and those offered since.
CREATE TABLE sessions (
    client BLOB NOT NULL REFERENCES clients (id),
    nth    INTEGER NOT NULL,
    nonce  TEXT NOT NULL,
    PRIMARY KEY (client, nth)
) STRICT, WITHOUT ROWID;

-- hash is the state hash, its 64 bits read as a signed number.
CREATE TABLE boards (
    id         INTEGER PRIMARY KEY,
    slug       TEXT NOT NULL UNIQUE,
    head       INTEGER NOT NULL,
    hash       INTEGER NOT NULL,
    horizon    INTEGER NOT NULL,
    deleted_at INTEGER                   -- set: the slug is spent, the content goes bit by bit
) STRICT;

-- entry is the seq of the creation or the last restore.
CREATE TABLE records (
    id         INTEGER PRIMARY KEY,
    board      INTEGER NOT NULL REFERENCES boards (id),
    name       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    entry      INTEGER NOT NULL,
    deleted    INTEGER,                  -- seq of the deletion
    deleted_by BLOB,
    deleted_at INTEGER,
    UNIQUE (board, name)
) STRICT;
CREATE INDEX records_entry ON records (board, entry);
CREATE INDEX records_deleted ON records (board, deleted) WHERE deleted IS NOT NULL;
CREATE INDEX records_deleted_at ON records (deleted_at) WHERE deleted_at IS NOT NULL;

-- value NULL is a tombstone, kept for its stamps. seq moves with every write, the three stamps
-- wrote, writer and other only with comparing ones.
CREATE TABLE fields (
    record     INTEGER NOT NULL REFERENCES records (id),
    path       TEXT NOT NULL,
    board      INTEGER NOT NULL,
    value      TEXT,
    seq        INTEGER NOT NULL,
    wrote      INTEGER NOT NULL,
    writer     BLOB,
    other      INTEGER NOT NULL,
    removed_at INTEGER,
    PRIMARY KEY (record, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX fields_seq ON fields (board, seq);
CREATE INDEX fields_removed ON fields (removed_at) WHERE removed_at IS NOT NULL;

-- A removal covers everything below its path, also what nobody has heard of.
CREATE TABLE marks (
    record     INTEGER NOT NULL REFERENCES records (id),
    path       TEXT NOT NULL,
    board      INTEGER NOT NULL,
    seq        INTEGER NOT NULL,
    wrote      INTEGER NOT NULL,
    writer     BLOB,
    other      INTEGER NOT NULL,
    removed_at INTEGER NOT NULL,
    PRIMARY KEY (record, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX marks_seq ON marks (board, seq);
CREATE INDEX marks_removed ON marks (removed_at);

CREATE TABLE points (
    record INTEGER NOT NULL REFERENCES records (id),
    path   TEXT NOT NULL,
    t_ms   INTEGER NOT NULL,
    board  INTEGER NOT NULL,
    value  REAL NOT NULL,
    seq    INTEGER NOT NULL,
    PRIMARY KEY (record, path, t_ms)
) STRICT, WITHOUT ROWID;
CREATE INDEX points_seq ON points (board, seq);

CREATE TABLE authors (
    id      INTEGER PRIMARY KEY,
    client  BLOB NOT NULL,
    user_id TEXT NOT NULL,
    name    TEXT NOT NULL,
    UNIQUE (client, user_id, name)
) STRICT;

-- History: who made the write at a seq, and when by the author's clock.
CREATE TABLE writes (
    board  INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    author INTEGER NOT NULL REFERENCES authors (id),
    at     TEXT NOT NULL,
    PRIMARY KEY (board, seq)
) STRICT, WITHOUT ROWID;

-- What became of each operation, so that a repeat gets the same answer.
CREATE TABLE results (
    op_id      BLOB PRIMARY KEY,
    user_id    TEXT NOT NULL,
    content    BLOB NOT NULL,            -- content hash of the operation
    board      TEXT,
    outcome    TEXT NOT NULL CHECK (outcome IN ('applied', 'noop', 'conflict', 'rejected')),
    seq        INTEGER,
    detail     TEXT,                     -- JSON: code and message, or the clashing values
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX results_expires ON results (expires_at);

-- How far the sweep for writes without a trace has come.
CREATE TABLE upkeep (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    board INTEGER NOT NULL,
    seq   INTEGER NOT NULL
) STRICT;
INSERT INTO upkeep (one, board, seq) VALUES (1, 0, 0);
