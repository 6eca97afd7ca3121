-- The tables of catalog/relational, for many projects in one schema. Instants are microseconds since 1970 by the database's
-- clock, run ids their 16 bytes, flags 0 or 1; names compare by bytes. Views for people and for the read side are in V2.

-- The one clock. Tests put another in its place.
CREATE FUNCTION now_micros() RETURNS BIGINT LANGUAGE sql VOLATILE AS $$
  SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::BIGINT
$$;

-- The physical thing that this database lives in (C-27): the server's own number; the database's, which a copy on the same server
-- changes; the timeline, which a restore to a point in time and a promoted standby change; and what the address calls it. All
-- but the last stay as they are while a server that takes writes runs, so each of its processes looks once and remembers: this is no
-- state of a session, and whoever gets the process next may rely on it.
CREATE FUNCTION place(resource TEXT) RETURNS TEXT LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  here TEXT := current_setting('hakiri.here', TRUE);
BEGIN
  IF here IS NULL OR here = '' THEN
    SELECT s.system_identifier || '/' || d.oid || '/' || CASE
        WHEN pg_is_in_recovery() THEN (SELECT c.timeline_id FROM pg_control_checkpoint() c)
        ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::BIT(32)::INT END || '/'
    INTO here FROM pg_control_system() s, pg_database d WHERE d.datname = current_database();
    IF NOT pg_is_in_recovery() THEN
      PERFORM set_config('hakiri.here', here, FALSE);
    END IF;
  END IF;
  RETURN here || resource;
END
$$;

-- One row: what this catalog is.
CREATE TABLE catalog (
  -- Programs of this version and later may use it. A migration that takes away what an older program needs raises it; one that
  -- only adds does not, so that the previous version may still be running.
  least_program BIGINT NOT NULL,
  place TEXT NOT NULL,                    -- where it was made or first adopted
  generation BIGINT NOT NULL              -- of the fences of new projects
);
INSERT INTO catalog VALUES (1, place(''), 0);

CREATE TABLE project (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,   -- in columns named pipeline, -id stands for the project itself
  name TEXT COLLATE "C" NOT NULL UNIQUE,
  place TEXT NOT NULL,                    -- where it was made or adopted (C-27)
  generation BIGINT NOT NULL,             -- of the fences of new pipelines
  sealed BIGINT NOT NULL,
  moved_to TEXT,
  audit_number BIGINT NOT NULL
);

CREATE TABLE pipeline (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  status TEXT NOT NULL,                   -- active, paused, sealed, moved, deleted: no CHECK, which costs an update as much as its row
  note TEXT,                              -- why it is paused, or the address it moved to
  status_before TEXT,                     -- what a seal that is taken back returns to
  note_before TEXT,
  origin TEXT NOT NULL,                   -- own, received, activated
  version BIGINT NOT NULL,
  last_fence BIGINT NOT NULL,             -- every fence ever issued, those of chunks too
  fence BIGINT NOT NULL,                  -- the current one of the pipeline's writer
  born_fence BIGINT NOT NULL,             -- runs up to this one belong to an earlier pipeline of the name
  next_due BIGINT,
  failures BIGINT NOT NULL,
  audit_number BIGINT NOT NULL,
  cursors BIGINT NOT NULL,                -- how many, and the bytes of their positions: kept so that no commit counts them
  position_bytes BIGINT NOT NULL,
  lease_run BYTEA,
  lease_holder TEXT,
  lease_since BIGINT,
  lease_until BIGINT,
  claim_token TEXT,
  claim_due BIGINT,
  claim_until BIGINT,
  ahead TEXT,                             -- the running backfill that moves the cursor and holds the pipeline
  -- claimDue looks at it from here on; null for not by itself. It may be early, never late: who extends a lease leaves it as it
  -- is, so that the row is updated in place and no index is touched.
  wake_at BIGINT,
  UNIQUE (project, name)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX pipeline_wake ON pipeline (project, wake_at) WHERE wake_at IS NOT NULL;
-- Those that may have a lease without being awake. No index names a column of the lease, also not in its condition: a lease would
-- be written in place no more.
CREATE INDEX pipeline_asleep ON pipeline (project) WHERE wake_at IS NULL AND (status = 'paused' OR ahead IS NOT NULL);

CREATE TABLE manifest (                   -- apart, so that the hot row stays small
  pipeline BIGINT PRIMARY KEY,
  content TEXT NOT NULL
);

CREATE TABLE cursor (
  pipeline BIGINT NOT NULL,
  stream TEXT COLLATE "C" NOT NULL,
  part TEXT COLLATE "C" NOT NULL,
  kind BIGINT,                            -- 1 monotonic, 2 opaque token, 3 snapshot id; null with the value at the start
  value TEXT,
  order_key BYTEA,
  revision BIGINT NOT NULL,
  fence BIGINT NOT NULL,
  moved_at BIGINT NOT NULL,
  from_revision BIGINT NOT NULL,          -- what it was when its fence touched it first
  from_kind BIGINT,
  from_value TEXT,
  from_key BYTEA,
  PRIMARY KEY (pipeline, stream, part)
) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

CREATE TABLE run (
  pipeline BIGINT NOT NULL,
  id BYTEA NOT NULL,
  fence BIGINT,                           -- null while it has not begun
  cause TEXT NOT NULL,
  worker TEXT NOT NULL,
  status TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at BIGINT,
  wait_until BIGINT,                      -- of a queued one
  last_step BIGINT NOT NULL,
  last_digest BYTEA,
  last_lease_until BIGINT,
  last_versions TEXT,
  error_kind TEXT,
  error_message TEXT,
  replaced_by TEXT,
  PRIMARY KEY (pipeline, id)
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX run_by_fence ON run (pipeline, fence) WHERE fence IS NOT NULL;
CREATE INDEX run_waiting ON run (wait_until) WHERE wait_until IS NOT NULL; -- not the status: a run would not end in place
CREATE INDEX run_started ON run (started_at);

CREATE TABLE run_counts (
  pipeline BIGINT NOT NULL,
  fence BIGINT NOT NULL,
  stream TEXT COLLATE "C" NOT NULL,
  rows_read BIGINT NOT NULL,
  rows_written BIGINT NOT NULL,
  rows_quarantined BIGINT NOT NULL,
  bytes_read BIGINT NOT NULL,
  PRIMARY KEY (pipeline, fence, stream)
) WITH (fillfactor = 80);

CREATE TABLE move (                       -- how far an ended run, a chunk or a replacing rewind moved a cursor
  pipeline BIGINT NOT NULL,
  fence BIGINT NOT NULL,
  stream TEXT COLLATE "C" NOT NULL,
  part TEXT COLLATE "C" NOT NULL,
  from_revision BIGINT NOT NULL,
  from_kind BIGINT,
  from_value TEXT,
  from_key BYTEA,
  to_kind BIGINT,
  to_value TEXT,
  to_key BYTEA,
  back_to BIGINT,                         -- of a rewind: the fence of the run it went back before; 0 for the start
  PRIMARY KEY (pipeline, fence, stream, part)
);

CREATE TABLE receipt (
  pipeline BIGINT NOT NULL,
  fence BIGINT NOT NULL,
  step BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  stream TEXT COLLATE "C" NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  row_count BIGINT NOT NULL,
  state TEXT NOT NULL,
  history BIGINT NOT NULL,                -- 1 where a backfill behind the cursor wrote it: a rewind before a run spares it
  PRIMARY KEY (pipeline, fence, step, ordinal)
);
CREATE INDEX receipt_open ON receipt (pipeline, fence, step, ordinal) WHERE state IN ('COMMITTED', 'WITHDRAWING');

CREATE TABLE schema_version (
  pipeline BIGINT NOT NULL,
  stream TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  shape TEXT NOT NULL,
  verdict TEXT,
  decided_by TEXT,
  reason TEXT,
  seen_at BIGINT NOT NULL,
  seen_by BIGINT NOT NULL,
  PRIMARY KEY (pipeline, stream, version)
);

CREATE TABLE request (                    -- first answers, for a repeat (C-10)
  pipeline BIGINT NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  digest BYTEA NOT NULL,
  at BIGINT NOT NULL,
  answer BYTEA NOT NULL,
  PRIMARY KEY (pipeline, id)
);
CREATE INDEX request_old ON request USING brin (at) WITH (autosummarize = on);

CREATE TABLE once (                       -- idempotency keys (C-16)
  project BIGINT NOT NULL,
  scope TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  token TEXT NOT NULL,
  until BIGINT NOT NULL,                  -- of the work in progress, or of the result
  keep_micros BIGINT NOT NULL,
  result TEXT,                            -- null while in progress
  gone_at BIGINT NOT NULL,                -- from when the row means nothing
  PRIMARY KEY (project, scope, name)
);
CREATE INDEX once_gone ON once (gone_at);

CREATE TABLE audit (
  pipeline BIGINT NOT NULL,
  number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  action TEXT NOT NULL,
  before TEXT,
  after TEXT,
  PRIMARY KEY (pipeline, number)
);
CREATE INDEX audit_at ON audit (at);

CREATE TABLE token (
  project BIGINT NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  role TEXT NOT NULL,
  hash BYTEA NOT NULL,
  expires_at BIGINT,
  revoked_at BIGINT,
  PRIMARY KEY (project, id)
);
CREATE INDEX token_by_hash ON token (hash);

CREATE TABLE backfill (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  pipeline BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  stream TEXT COLLATE "C" NOT NULL,
  part TEXT COLLATE "C" NOT NULL,
  digest BYTEA NOT NULL,
  from_value TEXT,
  from_key BYTEA,
  status TEXT NOT NULL,
  ahead BIGINT NOT NULL,
  chunks BIGINT NOT NULL,
  done BIGINT NOT NULL,
  prefix BIGINT NOT NULL,                 -- how many chunks from the first one are done without a gap
  rows_read BIGINT NOT NULL,
  rows_written BIGINT NOT NULL,
  rows_quarantined BIGINT NOT NULL,
  bytes_read BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  UNIQUE (pipeline, name)
);

CREATE TABLE chunk (
  backfill BIGINT NOT NULL,
  number BIGINT NOT NULL,
  value TEXT NOT NULL,                    -- the position after it
  order_key BYTEA NOT NULL,
  done BIGINT NOT NULL,
  fence BIGINT NOT NULL,                  -- 0 while nobody had it
  worker TEXT,
  lease_until BIGINT,                     -- null while nobody has it
  digest BYTEA,
  left_open BIGINT,                       -- what its commit answered
  PRIMARY KEY (backfill, number)
);
CREATE INDEX chunk_open ON chunk (backfill, number) WHERE done = 0;
