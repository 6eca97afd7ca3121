-- One file holds one project. Instants are microseconds since 1970, run ids their 16 bytes, and names compare by bytes.
-- Statements end in a semicolon at the end of a line.

CREATE TABLE project (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  incarnation BLOB NOT NULL,              -- 128 random bits, also in the witness beside the file (C-27)
  inode TEXT NOT NULL,                    -- of the file that it was made or adopted in
  sequence INTEGER NOT NULL,              -- grows with each write transaction
  generation INTEGER NOT NULL,            -- of the fences of new pipelines
  sealed INTEGER NOT NULL,
  moved_to TEXT,
  audit_number INTEGER NOT NULL
) STRICT;

CREATE TABLE pipeline (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL CHECK (status IN ('active', 'paused', 'sealed', 'moved', 'deleted')),
  note TEXT,                              -- why it is paused, or the address it moved to
  status_before TEXT,                     -- what a seal that is taken back returns to
  note_before TEXT,
  origin TEXT NOT NULL CHECK (origin IN ('own', 'received', 'activated')),
  version INTEGER NOT NULL,
  last_fence INTEGER NOT NULL,            -- every fence ever issued, those of chunks too
  fence INTEGER NOT NULL,                 -- the current one of the pipeline's writer
  born_fence INTEGER NOT NULL,            -- runs up to this one belong to an earlier pipeline of the name
  next_due INTEGER,
  failures INTEGER NOT NULL,
  audit_number INTEGER NOT NULL,
  cursors INTEGER NOT NULL,               -- how many, and the bytes of their positions: kept so that no commit counts them
  position_bytes INTEGER NOT NULL,
  lease_run BLOB,
  lease_holder TEXT,
  lease_since INTEGER,
  lease_until INTEGER,
  claim_token TEXT,
  claim_due INTEGER,
  claim_until INTEGER,
  ahead TEXT,                             -- the running backfill that moves the cursor and holds the pipeline
  wake_at INTEGER                         -- from when claimDue may hand it out; null for not by itself
) STRICT;
CREATE INDEX pipeline_wake ON pipeline (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX pipeline_asleep_with_lease ON pipeline (lease_until) WHERE wake_at IS NULL AND lease_until IS NOT NULL;

CREATE TABLE manifest (                   -- apart, so that the hot row stays small
  pipeline INTEGER PRIMARY KEY,
  content TEXT NOT NULL
) STRICT;

CREATE TABLE cursor (
  pipeline INTEGER NOT NULL,
  stream TEXT NOT NULL,
  part TEXT NOT NULL,
  kind INTEGER,                           -- 1 monotonic, 2 opaque token, 3 snapshot id; null with the value at the start
  value TEXT,
  order_key BLOB,
  revision INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  moved_at INTEGER NOT NULL,
  from_revision INTEGER NOT NULL,         -- what it was when its fence touched it first
  from_kind INTEGER,
  from_value TEXT,
  from_key BLOB,
  PRIMARY KEY (pipeline, stream, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
  pipeline INTEGER NOT NULL,
  id BLOB NOT NULL,
  fence INTEGER,                          -- null while it has not begun
  cause TEXT NOT NULL,
  worker TEXT NOT NULL,
  status TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  wait_until INTEGER,                     -- of a queued one
  last_step INTEGER NOT NULL,
  last_digest BLOB,
  last_lease_until INTEGER,
  last_versions TEXT,
  error_kind TEXT,
  error_message TEXT,
  replaced_by TEXT,
  PRIMARY KEY (pipeline, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX run_by_fence ON run (pipeline, fence) WHERE fence IS NOT NULL;
CREATE INDEX run_waiting ON run (wait_until) WHERE status = 'QUEUED';

CREATE TABLE run_counts (
  pipeline INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  stream TEXT NOT NULL,
  rows_read INTEGER NOT NULL,
  rows_written INTEGER NOT NULL,
  rows_quarantined INTEGER NOT NULL,
  bytes_read INTEGER NOT NULL,
  PRIMARY KEY (pipeline, fence, stream)
) STRICT, WITHOUT ROWID;

CREATE TABLE move (                       -- how far an ended run, a chunk or a replacing rewind moved a cursor
  pipeline INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  stream TEXT NOT NULL,
  part TEXT NOT NULL,
  from_revision INTEGER NOT NULL,
  from_kind INTEGER,
  from_value TEXT,
  from_key BLOB,
  to_kind INTEGER,
  to_value TEXT,
  to_key BLOB,
  back_to INTEGER,                        -- of a rewind: the fence of the run it went back before; 0 for the start
  PRIMARY KEY (pipeline, fence, stream, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt (
  pipeline INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  step INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  stream TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  row_count INTEGER NOT NULL,
  state TEXT NOT NULL,
  history INTEGER NOT NULL,               -- 1 where a backfill behind the cursor wrote it: a rewind before a run spares it
  PRIMARY KEY (pipeline, fence, step, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_open ON receipt (pipeline, fence, step, ordinal) WHERE state IN ('COMMITTED', 'WITHDRAWING');

CREATE TABLE schema_version (
  pipeline INTEGER NOT NULL,
  stream TEXT NOT NULL,
  version INTEGER NOT NULL,
  shape TEXT NOT NULL,
  verdict TEXT,
  decided_by TEXT,
  reason TEXT,
  seen_at INTEGER NOT NULL,
  seen_by INTEGER NOT NULL,
  PRIMARY KEY (pipeline, stream, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE request (                    -- first answers, for a repeat (C-10); pipeline 0 is the project
  seq INTEGER PRIMARY KEY,
  pipeline INTEGER NOT NULL,
  id TEXT NOT NULL,
  digest BLOB NOT NULL,
  at INTEGER NOT NULL,
  answer BLOB NOT NULL,
  UNIQUE (pipeline, id)
) STRICT;

CREATE TABLE once (                       -- idempotency keys (C-16)
  scope TEXT NOT NULL,
  name TEXT NOT NULL,
  token TEXT NOT NULL,
  until INTEGER NOT NULL,                 -- of the work in progress, or of the result
  keep_micros INTEGER NOT NULL,
  result TEXT,                            -- null while in progress
  gone_at INTEGER NOT NULL,               -- from when the row means nothing
  PRIMARY KEY (scope, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX once_gone ON once (gone_at);

CREATE TABLE audit (                      -- pipeline 0 is the project
  pipeline INTEGER NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  action TEXT NOT NULL,
  before TEXT,
  after TEXT,
  PRIMARY KEY (pipeline, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE token (
  id TEXT PRIMARY KEY,
  role TEXT NOT NULL,
  hash BLOB NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX token_by_hash ON token (hash);

CREATE TABLE backfill (
  id INTEGER PRIMARY KEY,
  pipeline INTEGER NOT NULL,
  name TEXT NOT NULL,
  stream TEXT NOT NULL,
  part TEXT NOT NULL,
  digest BLOB NOT NULL,
  from_value TEXT,
  from_key BLOB,
  status TEXT NOT NULL,
  ahead INTEGER NOT NULL,
  chunks INTEGER NOT NULL,
  done INTEGER NOT NULL,
  prefix INTEGER NOT NULL,                -- how many chunks from the first one are done without a gap
  rows_read INTEGER NOT NULL,
  rows_written INTEGER NOT NULL,
  rows_quarantined INTEGER NOT NULL,
  bytes_read INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  UNIQUE (pipeline, name)
) STRICT;

CREATE TABLE chunk (
  backfill INTEGER NOT NULL,
  number INTEGER NOT NULL,
  value TEXT NOT NULL,                    -- the position after it
  order_key BLOB NOT NULL,
  done INTEGER NOT NULL,
  fence INTEGER NOT NULL,                 -- 0 while nobody had it
  worker TEXT,
  lease_until INTEGER,                    -- null while nobody has it
  digest BLOB,
  left_open INTEGER,                      -- what its commit answered
  PRIMARY KEY (backfill, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX chunk_open ON chunk (backfill, number) WHERE done = 0;
