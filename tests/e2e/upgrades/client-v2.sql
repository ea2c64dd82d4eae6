-- token: tideboard_0bd6798586fb5b422b5f91c207db3011ba571ce6e962419349a40e0be99b8a95
PRAGMA foreign_keys = OFF;
BEGIN;
CREATE TABLE refinery_schema_history(
             version int4 PRIMARY KEY,
             name VARCHAR(255),
             applied_on VARCHAR(255),
             checksum VARCHAR(255));
INSERT INTO refinery_schema_history VALUES (1, 'accounts_boards_and_queue', '2026-11-25T02:29:11.316038125Z', '700577609205820905');
INSERT INTO refinery_schema_history VALUES (2, 'epoch_of_boards', '2026-11-25T02:29:11.316044086Z', '15495294064270602743');
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
INSERT INTO accounts VALUES (1, 'ws://tideboard.example/api/realtime', 1, '01a21089-1e3a-7761-bc5b-4977d01b045a', '01a21089-1445-75a6-b8e4-48b84dd9d57e', 'f869e1af-360b-4763-9efb-502c8fb2a0cf', 'ada', 'Ada', 'ff9b042efcbd007aa5409ead271979a2088c7f4d3e49546fa24a12f350dfd00b', 0, NULL);
CREATE TABLE boards (
    account  INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    board    TEXT NOT NULL,
    title    TEXT NOT NULL,
    role     TEXT,
    cursor   INTEGER NOT NULL,
    hash     INTEGER NOT NULL,                  -- the 64 bits, read as a signed number
    wanted   INTEGER NOT NULL,
    loaded   INTEGER NOT NULL,
    fresh_at INTEGER, epoch TEXT,                           -- microseconds since 1970; null: never in step
    PRIMARY KEY (account, board)
) STRICT, WITHOUT ROWID;
INSERT INTO boards VALUES (1, 'line-3-k7q2', 'Line 3', 'editor', 6, 3476988462924495964, 1, 1, 1795573752572724, 'f869e1af-360b-4763-9efb-502c8fb2a0cf');
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
INSERT INTO records VALUES (1, 'line-3-k7q2', 'board', 'board', 1, NULL, 1795573749562323, '{"client_id":"01a21089-16cd-7c42-9875-cf2304f27ab8","user":"founder","name":"Founder''s computer"}', 1);
INSERT INTO records VALUES (1, 'line-3-k7q2', 'log', 'note', 3, NULL, 1795573752250988, '{"client_id":"01a21089-2042-782e-ac9c-a434a46fa14f","user":"ben","name":"Ben''s computer"}', 6);
INSERT INTO records VALUES (1, 'line-3-k7q2', 'round', 'checklist', 4, NULL, 1795573752193479, '{"client_id":"01a21089-2042-782e-ac9c-a434a46fa14f","user":"ben","name":"Ben''s computer"}', 5);
INSERT INTO records VALUES (1, 'line-3-k7q2', 'tank', 'counter', 2, NULL, 1795573749835309, '{"client_id":"01a21089-16cd-7c42-9875-cf2304f27ab8","user":"founder","name":"Founder''s computer"}', 2);
CREATE TABLE fields (
    account  INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    board    TEXT NOT NULL,
    record   TEXT NOT NULL,
    path     TEXT NOT NULL,
    value    TEXT NOT NULL,                     -- JSON
    seq      INTEGER NOT NULL,
    PRIMARY KEY (account, board, record, path)
) STRICT, WITHOUT ROWID;
INSERT INTO fields VALUES (1, 'line-3-k7q2', 'board', 'title', '"Line 3"', 1);
INSERT INTO fields VALUES (1, 'line-3-k7q2', 'log', 'text', '"Ben''s"', 6);
INSERT INTO fields VALUES (1, 'line-3-k7q2', 'log', 'title', '"Log"', 3);
INSERT INTO fields VALUES (1, 'line-3-k7q2', 'round', 'items/a/count', '"no number"', 5);
INSERT INTO fields VALUES (1, 'line-3-k7q2', 'round', 'items/a/done', 'false', 4);
INSERT INTO fields VALUES (1, 'line-3-k7q2', 'round', 'items/a/text', '"Look at the gauge"', 4);
INSERT INTO fields VALUES (1, 'line-3-k7q2', 'round', 'title', '"Round"', 4);
INSERT INTO fields VALUES (1, 'line-3-k7q2', 'tank', 'title', '"Tank"', 2);
INSERT INTO fields VALUES (1, 'line-3-k7q2', 'tank', 'value', '10', 2);
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
INSERT INTO queue VALUES (1, '01a21089-2164-76e5-bc20-73f3f80ab27d', 0, 1, '{"op_id":"01a21089-2164-76e5-bc20-73f3f80ab27d","board":"line-3-k7q2","record":"round","base":4,"kind":"patch","set":{},"remove":[],"inc":{"items/a/count":1},"append":{},"schema":1,"at":"2026-11-25T02:29:12.16453173Z","cause":"edit"}', '{"held":{},"absent":["items/a/count"]}', '{"state":"parked","code":"type_mismatch","message":"items/a/count holds no number to add to"}', 1, 1);
INSERT INTO queue VALUES (1, '01a21089-2178-73c3-a7cc-56fa38d619cf', 16, 1, '{"op_id":"01a21089-2178-73c3-a7cc-56fa38d619cf","board":"line-3-k7q2","record":"log","base":4,"kind":"patch","set":{"text":"Ada''s"},"remove":[],"inc":{},"append":{},"schema":1,"at":"2026-11-25T02:29:12.184792987Z","cause":"edit"}', '{"held":{"text":"calm"},"absent":[]}', '{"state":"conflict","seq":6,"fields":[{"path":"text","value":"Ben''s","seq":6,"by":{"client_id":"01a21089-2042-782e-ac9c-a434a46fa14f","user":"ben","name":"Ben''s computer"},"at":"2026-11-25T02:29:12.250988611Z"}],"deleted":null}', 1, 1);
INSERT INTO queue VALUES (1, '01a21089-2309-718f-be8f-2a40b1110556', 32, 1, '{"op_id":"01a21089-2309-718f-be8f-2a40b1110556","board":"line-3-k7q2","record":"tank","base":6,"kind":"patch","set":{},"remove":[],"inc":{"value":1},"append":{},"schema":1,"at":"2026-11-25T02:29:12.585565801Z","cause":"edit"}', '{"held":{"value":10},"absent":[]}', '{"state":"sent"}', 1, 1);
INSERT INTO queue VALUES (1, '01a21089-2414-7e29-b46b-137b08c9fdce', 48, 1, '{"op_id":"01a21089-2414-7e29-b46b-137b08c9fdce","board":"line-3-k7q2","record":"tank","base":6,"kind":"patch","set":{},"remove":[],"inc":{"value":1},"append":{},"schema":1,"at":"2026-11-25T02:29:12.852635797Z","cause":"edit"}', '{"held":{"value":11},"absent":[]}', '{"state":"queued"}', 0, 1);
INSERT INTO queue VALUES (1, '01a21089-2478-727a-859b-543cac831554', 64, 1, '{"op_id":"01a21089-2478-727a-859b-543cac831554","board":"line-3-k7q2","record":"fresh","base":6,"kind":"create","record_kind":"note","set":{"text":"written before the upgrade"},"remove":[],"inc":{},"append":{},"schema":1,"at":"2026-11-25T02:29:12.952493436Z","cause":"edit"}', '{"held":{},"absent":["text"]}', '{"state":"queued"}', 0, 1);
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
COMMIT;
