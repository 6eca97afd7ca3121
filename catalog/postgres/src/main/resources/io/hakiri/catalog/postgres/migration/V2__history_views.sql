-- The history as people and the read side ask for it: names instead of numbers, times with their zone, run ids as such. Columns
-- in _id and _micros are those that the tables are kept by, so that what is asked by them finds its index.

CREATE FUNCTION time_of(micros BIGINT) RETURNS TIMESTAMPTZ LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT TIMESTAMPTZ 'epoch' + micros * INTERVAL '1 microsecond'
$$;

-- Runs, also those that are queued: these have no fence, and started_at says when they were queued.
CREATE VIEW run_history AS
SELECT j.name AS project, p.name AS pipeline, encode(r.id, 'hex')::UUID AS run, r.fence, r.status, r.cause AS trigger, r.worker,
  time_of(r.started_at) AS started_at, time_of(r.ended_at) AS ended_at, r.last_step AS steps, r.error_kind, r.error_message,
  r.replaced_by, p.project AS project_id, r.pipeline AS pipeline_id, r.started_at AS started_micros, r.ended_at AS ended_micros
FROM run r JOIN pipeline p ON p.id = r.pipeline JOIN project j ON j.id = p.project;

-- What each run read and wrote, by stream.
CREATE VIEW run_stream_history AS
SELECT j.name AS project, p.name AS pipeline, encode(r.id, 'hex')::UUID AS run, r.fence, c.stream, c.rows_read, c.rows_written,
  c.rows_quarantined, c.bytes_read, r.pipeline AS pipeline_id
FROM run_counts c JOIN run r ON r.pipeline = c.pipeline AND r.fence = c.fence
  JOIN pipeline p ON p.id = r.pipeline JOIN project j ON j.id = p.project;

-- How far each run moved the cursors; of one that is running, so far. Kinds: 1 monotonic, 2 opaque token, 3 snapshot id.
CREATE VIEW run_cursor_history AS
SELECT j.name AS project, p.name AS pipeline, encode(r.id, 'hex')::UUID AS run, r.fence, m.stream, m.part, m.from_kind,
  m.from_value, m.from_key, m.to_kind, m.to_value, m.to_key, r.pipeline AS pipeline_id
FROM move m JOIN run r ON r.pipeline = m.pipeline AND r.fence = m.fence AND r.status <> 'RUNNING'
  JOIN pipeline p ON p.id = r.pipeline JOIN project j ON j.id = p.project
UNION ALL
SELECT j.name, p.name, encode(r.id, 'hex')::UUID, r.fence, c.stream, c.part, c.from_kind, c.from_value, c.from_key, c.kind, c.value,
  c.order_key, r.pipeline
FROM cursor c JOIN run r ON r.pipeline = c.pipeline AND r.fence = c.fence AND r.status = 'RUNNING'
  JOIN pipeline p ON p.id = r.pipeline JOIN project j ON j.id = p.project;

CREATE VIEW schema_history AS
SELECT j.name AS project, p.name AS pipeline, v.stream, v.version, v.verdict, v.decided_by, v.reason, time_of(v.seen_at) AS seen_at,
  v.seen_by, v.shape, p.project AS project_id, v.pipeline AS pipeline_id, v.seen_at AS seen_micros
FROM schema_version v JOIN pipeline p ON p.id = v.pipeline JOIN project j ON j.id = p.project;

-- pipeline is null for what concerns the project itself; its place in an order by pipeline is before all others.
CREATE VIEW audit_history AS
SELECT j.name AS project, o.name AS pipeline, a.number, time_of(a.at) AS at, a.actor, a.action, a.reason, a.before, a.after,
  coalesce(o.name, '') AS place, o.project AS project_id, a.pipeline AS owner_id, a.at AS at_micros
FROM audit a
  JOIN (SELECT id, project, name FROM pipeline UNION ALL SELECT -id, id, NULL FROM project) o ON o.id = a.pipeline
  JOIN project j ON j.id = o.project;
