-- One account is one user on one server; without a server yet, server and user are null.
CREATE TABLE accounts (
    id            INTEGER PRIMARY KEY,
    url           TEXT,                         -- address it was last reached at
    used          INTEGER NOT NULL DEFAULT 0,   -- rises with every use: the highest was used last
    client_id     TEXT NOT NULL,
    server_id     TEXT,
    epoch         TEXT,
    user_id       TEXT,
    user_name     TEXT,
    session       TEXT,
    paused        INTEGER NOT NULL DEFAULT 0,
    paused_until  INTEGER                       -- microseconds since 1970; null: until resumed
) STRICT;

CREATE TABLE boards (
    account  INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    board    TEXT NOT NULL,
    title    TEXT NOT NULL,
    role     TEXT,
    cursor   INTEGER NOT NULL,
    hash     INTEGER NOT NULL,                  -- the 64 bits, read as a signed number
    wanted   INTEGER NOT NULL,
    loaded   INTEGER NOT NULL,
    fresh_at INTEGER,                           -- microseconds since 1970; null: never in step
    PRIMARY KEY (account, board)
) STRICT, WITHOUT ROWID;

CREATE TABLE records (
    account     INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    board       TEXT NOT NULL,
    record      TEXT NOT NULL,
    kind        TEXT,                           -- with live_seq, while it lives
    live_seq    INTEGER,
    deleted     TEXT,                           -- JSON
    changed_at  INTEGER,                        -- microseconds since 1970, with changed_by
    changed_by  TEXT,                           -- JSON
    foreign_seq INTEGER NOT NULL,
    PRIMARY KEY (account, board, record)
) STRICT, WITHOUT ROWID;

CREATE TABLE fields (
    account  INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    board    TEXT NOT NULL,
    record   TEXT NOT NULL,
    path     TEXT NOT NULL,
    value    TEXT NOT NULL,                     -- JSON
    seq      INTEGER NOT NULL,
    PRIMARY KEY (account, board, record, path)
) STRICT, WITHOUT ROWID;

-- Points are many and small: they refer to their series by a short key.
CREATE TABLE series (
    id       INTEGER PRIMARY KEY,
    account  INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    board    TEXT NOT NULL,
    record   TEXT NOT NULL,
    path     TEXT NOT NULL,
    UNIQUE (account, board, record, path)
) STRICT;

CREATE TABLE points (
    series  INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    t_ms    INTEGER NOT NULL,
    value   REAL NOT NULL,
    PRIMARY KEY (series, t_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE queue (
    account          INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    op_id            TEXT NOT NULL,
    position         INTEGER NOT NULL,
    payload_version  INTEGER NOT NULL,          -- of op, before and state
    op               TEXT NOT NULL,             -- JSON
    before           TEXT NOT NULL,             -- JSON
    state            TEXT NOT NULL,             -- JSON
    frozen           INTEGER NOT NULL,
    joined           INTEGER NOT NULL,
    PRIMARY KEY (account, op_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
    id               INTEGER PRIMARY KEY,
    account          INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    ended_at         INTEGER NOT NULL,          -- microseconds since 1970
    payload_version  INTEGER NOT NULL,          -- of op, before, ending and theirs
    op               TEXT NOT NULL,             -- JSON
    before           TEXT NOT NULL,             -- JSON
    ending           TEXT NOT NULL,             -- JSON
    seq              INTEGER,
    theirs           TEXT NOT NULL              -- JSON
) STRICT;

CREATE INDEX journal_by_time ON journal (account, ended_at);
