-- token: tideboard_0bd6798586fb5b422b5f91c207db3011ba571ce6e962419349a40e0be99b8a95
PRAGMA foreign_keys = OFF;
BEGIN;
CREATE TABLE refinery_schema_history(
             version int4 PRIMARY KEY,
             name VARCHAR(255),
             applied_on VARCHAR(255),
             checksum VARCHAR(255));
INSERT INTO refinery_schema_history VALUES (1, 'foundation', '2026-11-25T02:29:08.760045532Z', '17012074286351053603');
CREATE TABLE server (
    one       INTEGER PRIMARY KEY CHECK (one = 1),
    server_id BLOB NOT NULL,
    epoch     BLOB NOT NULL
) STRICT;
INSERT INTO server VALUES (1, x'01a21089144575a6b8e448b84dd9d57e', x'f869e1af360b47639efb502c8fb2a0cf');
CREATE TABLE users (
    id   TEXT PRIMARY KEY,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO users VALUES ('ada', 'Ada');
INSERT INTO users VALUES ('ben', 'Ben');
INSERT INTO users VALUES ('founder', 'Founder');
CREATE TABLE tokens (
    id         INTEGER PRIMARY KEY,
    hash       BLOB NOT NULL UNIQUE,
    user_id    TEXT NOT NULL REFERENCES users (id),
    role       TEXT NOT NULL CHECK (role IN ('owner', 'editor', 'viewer', 'feed')),
    board      TEXT,                     -- NULL: every board of the server
    created_at INTEGER NOT NULL,         -- milliseconds since the Unix epoch
    revoked_at INTEGER
) STRICT;
INSERT INTO tokens VALUES (1, x'3a790b793a0e80b2620c43a148a17adafee1bff3d652a809c86d06045557f68a', 'founder', 'owner', NULL, 1795573748894, NULL);
INSERT INTO tokens VALUES (2, x'6eecb5e093b706f559b8d53a2c1d0dd54d41e3eafcc9623f5f0476c665a81c9a', 'ada', 'editor', NULL, 1795573750445, NULL);
INSERT INTO tokens VALUES (3, x'17450eabcfa967a963e970b954474c236a66bfdd469ed94b11d7948b1f515a41', 'ben', 'editor', NULL, 1795573751502, NULL);
CREATE INDEX tokens_revoked ON tokens (id) WHERE revoked_at IS NOT NULL;
CREATE TABLE clients (
    id      BLOB PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id)
) STRICT, WITHOUT ROWID;
INSERT INTO clients VALUES (x'01a2108916cd7c429875cf2304f27ab8', 'founder');
INSERT INTO clients VALUES (x'01a210891e3a7761bc5b4977d01b045a', 'ada');
INSERT INTO clients VALUES (x'01a210892042782eac9ca434a46fa14f', 'ben');
CREATE TABLE sessions (
    client BLOB NOT NULL REFERENCES clients (id),
    nth    INTEGER NOT NULL,
    nonce  TEXT NOT NULL,
    PRIMARY KEY (client, nth)
) STRICT, WITHOUT ROWID;
INSERT INTO sessions VALUES (x'01a2108916cd7c429875cf2304f27ab8', 1, '6b7999b4c5ca23adf429b42960c94557acdfda0ede02879bc86832d6af79f711');
INSERT INTO sessions VALUES (x'01a210891e3a7761bc5b4977d01b045a', 2, 'ff9b042efcbd007aa5409ead271979a2088c7f4d3e49546fa24a12f350dfd00b');
INSERT INTO sessions VALUES (x'01a210892042782eac9ca434a46fa14f', 1, 'a1bf79146b4770c75126692e033c65bdb676b27f488c29c37b699329d111d8c1');
CREATE TABLE boards (
    id         INTEGER PRIMARY KEY,
    slug       TEXT NOT NULL UNIQUE,
    head       INTEGER NOT NULL,
    hash       INTEGER NOT NULL,
    horizon    INTEGER NOT NULL,
    deleted_at INTEGER                   -- set: the slug is spent, the content goes bit by bit
) STRICT;
INSERT INTO boards VALUES (1, 'line-3-k7q2', 7, -6811886274644640420, 0, NULL);
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
INSERT INTO records VALUES (1, 1, 'board', 'board', 1, NULL, NULL, NULL);
INSERT INTO records VALUES (2, 1, 'tank', 'counter', 2, NULL, NULL, NULL);
INSERT INTO records VALUES (3, 1, 'log', 'note', 3, NULL, NULL, NULL);
INSERT INTO records VALUES (4, 1, 'round', 'checklist', 4, NULL, NULL, NULL);
CREATE INDEX records_entry ON records (board, entry);
CREATE INDEX records_deleted ON records (board, deleted) WHERE deleted IS NOT NULL;
CREATE INDEX records_deleted_at ON records (deleted_at) WHERE deleted_at IS NOT NULL;
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
INSERT INTO fields VALUES (1, 'title', 1, '"Line 3"', 1, 1, x'01a2108916cd7c429875cf2304f27ab8', 0, NULL);
INSERT INTO fields VALUES (2, 'title', 1, '"Tank"', 2, 2, x'01a2108916cd7c429875cf2304f27ab8', 0, NULL);
INSERT INTO fields VALUES (2, 'value', 1, '11', 7, 2, x'01a2108916cd7c429875cf2304f27ab8', 0, NULL);
INSERT INTO fields VALUES (3, 'text', 1, '"Ben''s"', 6, 6, x'01a210892042782eac9ca434a46fa14f', 3, NULL);
INSERT INTO fields VALUES (3, 'title', 1, '"Log"', 3, 3, x'01a2108916cd7c429875cf2304f27ab8', 0, NULL);
INSERT INTO fields VALUES (4, 'items/a/count', 1, '"no number"', 5, 5, x'01a210892042782eac9ca434a46fa14f', 0, NULL);
INSERT INTO fields VALUES (4, 'items/a/done', 1, 'false', 4, 4, x'01a2108916cd7c429875cf2304f27ab8', 0, NULL);
INSERT INTO fields VALUES (4, 'items/a/text', 1, '"Look at the gauge"', 4, 4, x'01a2108916cd7c429875cf2304f27ab8', 0, NULL);
INSERT INTO fields VALUES (4, 'title', 1, '"Round"', 4, 4, x'01a2108916cd7c429875cf2304f27ab8', 0, NULL);
CREATE INDEX fields_seq ON fields (board, seq);
CREATE INDEX fields_removed ON fields (removed_at) WHERE removed_at IS NOT NULL;
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
INSERT INTO authors VALUES (1, x'01a2108916cd7c429875cf2304f27ab8', 'founder', 'Founder''s computer');
INSERT INTO authors VALUES (2, x'01a210892042782eac9ca434a46fa14f', 'ben', 'Ben''s computer');
INSERT INTO authors VALUES (3, x'01a210891e3a7761bc5b4977d01b045a', 'ada', 'Ada''s computer');
CREATE TABLE writes (
    board  INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    author INTEGER NOT NULL REFERENCES authors (id),
    at     TEXT NOT NULL,
    PRIMARY KEY (board, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO writes VALUES (1, 1, 1, '2026-11-25T02:29:09.562323312Z');
INSERT INTO writes VALUES (1, 2, 1, '2026-11-25T02:29:09.835309105Z');
INSERT INTO writes VALUES (1, 3, 1, '2026-11-25T02:29:09.841630874Z');
INSERT INTO writes VALUES (1, 4, 1, '2026-11-25T02:29:09.881063043Z');
INSERT INTO writes VALUES (1, 5, 2, '2026-11-25T02:29:12.193479682Z');
INSERT INTO writes VALUES (1, 6, 2, '2026-11-25T02:29:12.250988611Z');
INSERT INTO writes VALUES (1, 7, 3, '2026-11-25T02:29:12.585565801Z');
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
INSERT INTO results VALUES (x'01a21089173a7725af9cd4140912cc59', 'founder', x'9205a55b00958520b26447a402dac3b659ceb0329b3b27f0f1cb7f77399c7469', 'line-3-k7q2', 'applied', 1, NULL, 1830133749836);
INSERT INTO results VALUES (x'01a21089184b7cba83e60979a094e6ef', 'founder', x'4e0ad1cb576af148f93ab4b3baa37a4eb1189a7039b9445f9372f50e03b1b8f1', 'line-3-k7q2', 'applied', 2, NULL, 1830133749892);
INSERT INTO results VALUES (x'01a2108918517549bcd125ae7bffee36', 'founder', x'93f3637ba577b3f65b8d89ff4fe4a6922bd0466311b6f2d4d7fd47fba0cfd08f', 'line-3-k7q2', 'applied', 3, NULL, 1830133749892);
INSERT INTO results VALUES (x'01a2108918797bd98d4df15c8c7a0011', 'founder', x'8e938b55e06ae71954d0c0a49492a28f0250545a619aa999b23c2e42c34739ae', 'line-3-k7q2', 'applied', 4, NULL, 1830133749912);
INSERT INTO results VALUES (x'01a21089216476e5bc2073f3f80ab27d', 'ada', x'f2a49b1cb653637d241657ba5457b587b106432b25781992208b0b22658be2ff', 'line-3-k7q2', 'rejected', NULL, '{"rejection":{"code":"type_mismatch","message":"items/a/count holds no number to add to"}}', 1830133752569);
INSERT INTO results VALUES (x'01a21089217873c3a7cc56fa38d619cf', 'ada', x'53947c26d6c6e1ad5fe55ac1d79a574b7f5794284ffff1426fc6cdfcbb32e0a9', 'line-3-k7q2', 'conflict', 6, '{"conflicts":[{"path":"text","value":"Ben''s","seq":6,"by":{"client_id":"01a21089-2042-782e-ac9c-a434a46fa14f","user":"ben","name":"Ben''s computer"},"at":"2026-11-25T02:29:12.250988611Z"}]}', 1830133752569);
INSERT INTO results VALUES (x'01a2108921817c0ba19d503d84bab660', 'ben', x'4ffcac3af6e9ede7451c963b4ebbb4271a3c48c9acf4f61bb35a19488b5c772d', 'line-3-k7q2', 'applied', 5, NULL, 1830133752256);
INSERT INTO results VALUES (x'01a2108921ba7e7ebd9261ae287ec631', 'ben', x'a313313ae0b591392e8293809851437d270de263d7a067289975482fb9ef06b2', 'line-3-k7q2', 'applied', 6, NULL, 1830133752294);
INSERT INTO results VALUES (x'01a210892309718fbe8f2a40b1110556', 'ada', x'f30d5abf9b203945abd97f680357272e57c44dbaf1b2a07365021855c732615d', 'line-3-k7q2', 'applied', 7, NULL, 1830133752665);
CREATE INDEX results_expires ON results (expires_at);
CREATE TABLE upkeep (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    board INTEGER NOT NULL,
    seq   INTEGER NOT NULL
) STRICT;
INSERT INTO upkeep VALUES (1, 0, 0);
COMMIT;
