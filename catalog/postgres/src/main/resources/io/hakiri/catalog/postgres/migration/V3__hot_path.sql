-- The usual case of what workers call all the time, each in one round trip. A function checks all that the operation of
-- catalog/relational checks, and where everything is as usual it writes the same rows; otherwise it answers 'other', has changed
-- nothing, and the caller does the operation itself, which knows every refusal. Each statement of a function sees what was
-- committed before it began, so that what is read after the pipeline's row is locked is what the lock protects.
--
-- Plans are made once for each connection, not for each call. They look up each row by its index, also while tables are young and
-- small: a plan that is kept must do later too, and for the pipeline with the most cursors. Columns without values come as null.
--
-- Their names end in a version: a later one gets a function beside it, for the previous program may still be running.

-- Free, or held: a grant with the answer that is kept for a repeat, and the shapes that it names.
CREATE FUNCTION begin_1(
  project_name TEXT, resource TEXT, pipeline_name TEXT, run_id BYTEA, request_id TEXT, request_digest BYTEA, worker_name TEXT,
  run_cause TEXT, ttl BIGINT, stream_names TEXT[], claimed_token TEXT, claimed_due BIGINT, most_cursors BIGINT,
  most_receipts BIGINT,
  OUT outcome TEXT, OUT answer TEXT, OUT shapes TEXT[], OUT holder TEXT, OUT held_fence BIGINT, OUT held_until BIGINT
) LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
  SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off AS $$
DECLARE
  p RECORD;
  locked BOOLEAN;
  known RECORD;
  now BIGINT;
  granted BIGINT;
  until BIGINT;
BEGIN
  outcome := 'other';
  SELECT o.place, l.id, l.status, l.last_fence, l.fence, l.failures, l.lease_run, l.lease_holder, l.lease_until, l.claim_token,
    l.claim_due, l.ahead
  INTO p FROM ${flyway:defaultSchema}.project o JOIN ${flyway:defaultSchema}.pipeline l ON l.project = o.id AND l.name = pipeline_name
  WHERE o.name = project_name AND (l.lease_until > ${flyway:defaultSchema}.now_micros()) IS NOT TRUE FOR UPDATE OF l;
  locked := FOUND;
  IF NOT locked THEN
    -- who asks for what another holds waits for nobody, and nobody waits for it
    SELECT o.place, l.id, l.status, l.last_fence, l.fence, l.failures, l.lease_run, l.lease_holder, l.lease_until, l.claim_token,
      l.claim_due, l.ahead
    INTO p FROM ${flyway:defaultSchema}.project o JOIN ${flyway:defaultSchema}.pipeline l ON l.project = o.id AND l.name = pipeline_name
    WHERE o.name = project_name;
    IF NOT FOUND THEN
      RETURN;
    END IF;
  END IF;
  IF p.place <> ${flyway:defaultSchema}.place(resource) THEN
    RETURN;
  END IF;
  now := ${flyway:defaultSchema}.now_micros();
  SELECT q.digest, q.answer, r.status INTO known
  FROM (SELECT) one
  LEFT JOIN ${flyway:defaultSchema}.request q ON q.pipeline = p.id AND q.id = request_id
  LEFT JOIN ${flyway:defaultSchema}.run r ON r.pipeline = p.id AND r.id = run_id;
  IF known.digest IS NOT NULL THEN
    -- answers of the operation itself are not JSON
    IF known.digest = request_digest AND get_byte(known.answer, 0) = ascii('{') THEN
      outcome := 'granted';
      answer := convert_from(known.answer, 'UTF8');
      shapes := ${flyway:defaultSchema}.shapes_1(p.id, answer::JSON);
    END IF;
    RETURN;
  END IF;
  IF p.status <> 'active' THEN
    RETURN;
  END IF;
  IF p.lease_until > now THEN
    outcome := 'held';
    holder := p.lease_holder;
    held_fence := p.fence;
    held_until := p.lease_until;
    RETURN;
  END IF;
  IF NOT locked OR p.lease_run IS NOT NULL OR p.ahead IS NOT NULL
    OR (claimed_token IS NOT NULL AND (p.claim_token IS DISTINCT FROM claimed_token OR p.claim_due <> claimed_due)) THEN
    RETURN;
  END IF;
  granted := p.last_fence + 1;
  until := now + ttl;
  IF run_cause = 'queued' THEN
    UPDATE ${flyway:defaultSchema}.run r SET fence = granted, worker = worker_name, status = 'RUNNING', started_at = now, wait_until = NULL
    WHERE r.pipeline = p.id AND r.id = run_id AND r.status = 'QUEUED' AND r.wait_until > now;
    IF NOT FOUND THEN
      RETURN;
    END IF;
  ELSIF known.status IS NOT NULL THEN
    RETURN;
  ELSE
    INSERT INTO ${flyway:defaultSchema}.run (pipeline, id, fence, cause, worker, status, started_at, last_step)
    VALUES (p.id, run_id, granted, run_cause, worker_name, 'RUNNING', now, 0);
  END IF;
  -- a claimed one is asleep until its claim ends, which is early enough: then the row is written in place
  UPDATE ${flyway:defaultSchema}.pipeline l SET last_fence = granted, fence = granted, lease_run = run_id, lease_holder = worker_name,
    lease_since = now, lease_until = until, claim_token = NULL, claim_due = NULL, claim_until = NULL,
    wake_at = CASE WHEN l.wake_at > now AND l.wake_at < until THEN l.wake_at ELSE until END
  WHERE l.id = p.id;
  SELECT json_build_object('fence', granted, 'until', until, 'failures', p.failures, 'cursors', c.columns, 'schemas', v.columns,
      'receipts', r.columns), v.shapes
  INTO answer, shapes
  FROM (
    SELECT json_build_array(array_agg(k.stream), array_agg(k.part), array_agg(k.kind), array_agg(k.value),
      array_agg(encode(k.order_key, 'base64')), array_agg(k.revision), array_agg(k.fence), array_agg(k.moved_at)) AS columns
    FROM (SELECT * FROM ${flyway:defaultSchema}.cursor a WHERE a.pipeline = p.id AND a.stream = ANY (stream_names)
      ORDER BY a.stream, a.part LIMIT most_cursors + 1) k) c, (
    SELECT json_build_array(array_agg(k.stream), array_agg(k.version), array_agg(k.verdict), array_agg(k.decided_by),
      array_agg(k.reason), array_agg(k.seen_at), array_agg(k.seen_by)) AS columns, array_agg(k.shape) AS shapes
    FROM unnest(stream_names) s (name), LATERAL (
      SELECT l.* FROM ${flyway:defaultSchema}.schema_version l WHERE l.pipeline = p.id AND l.stream = s.name ORDER BY l.version DESC LIMIT 1) n, LATERAL (
      SELECT n.*
      UNION ALL
      (SELECT a.* FROM ${flyway:defaultSchema}.schema_version a
        WHERE n.verdict IS DISTINCT FROM 'ACCEPT' AND a.pipeline = p.id AND a.stream = s.name AND a.verdict = 'ACCEPT'
        ORDER BY a.version DESC LIMIT 1)) k) v, (
    SELECT json_build_array(array_agg(k.fence), array_agg(k.step), array_agg(k.ordinal), array_agg(k.stream), array_agg(k.kind),
      array_agg(k.name), array_agg(k.digest), array_agg(k.bytes), array_agg(k.row_count), array_agg(k.state)) AS columns
    FROM (SELECT * FROM ${flyway:defaultSchema}.receipt o WHERE o.pipeline = p.id AND o.state IN ('COMMITTED', 'WITHDRAWING')
      ORDER BY o.fence, o.step, o.ordinal LIMIT most_receipts + 1) k) r;
  INSERT INTO ${flyway:defaultSchema}.request (pipeline, id, digest, at, answer)
  VALUES (p.id, request_id, request_digest, now, convert_to(answer, 'UTF8'));
  outcome := 'granted';
END
$$;

-- The shapes of the versions that an answer of begin_1 names, in its order: they never change, and are not kept twice.
CREATE FUNCTION shapes_1(pipeline_id BIGINT, answer JSON) RETURNS TEXT[] LANGUAGE sql STABLE AS $$
  SELECT array_agg(v.shape ORDER BY n.number)
  FROM json_array_elements_text(NULLIF(answer #>> '{schemas,0}', 'null')::JSON) WITH ORDINALITY s (stream, number)
  JOIN json_array_elements_text(NULLIF(answer #>> '{schemas,1}', 'null')::JSON) WITH ORDINALITY n (version, number)
    ON n.number = s.number
  JOIN ${flyway:defaultSchema}.schema_version v
    ON v.pipeline = pipeline_id AND v.stream = s.stream AND v.version = n.version::BIGINT
$$;

-- Extends a lease that nobody took: until when; null where it is otherwise.
CREATE FUNCTION renew_1(
  project_name TEXT, resource TEXT, pipeline_name TEXT, run_id BYTEA, writer_fence BIGINT, ttl BIGINT
) RETURNS BIGINT LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
  SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off AS $$
DECLARE
  here TEXT := ${flyway:defaultSchema}.place(resource);
  until BIGINT;
BEGIN
  UPDATE ${flyway:defaultSchema}.pipeline p SET lease_until = n.until,
    wake_at = CASE WHEN p.wake_at > n.until THEN n.until ELSE p.wake_at END
  FROM (SELECT ${flyway:defaultSchema}.now_micros() + ttl AS until) n, ${flyway:defaultSchema}.project o
  WHERE o.name = project_name AND o.place = here AND p.project = o.id AND p.name = pipeline_name
    AND p.status IN ('active', 'paused') AND p.lease_run = run_id AND p.fence = writer_fence
  RETURNING p.lease_until INTO until;
  RETURN until;
END
$$;

-- A commit without changes of schema. With ttl it goes on, without it finishes.
CREATE FUNCTION commit_1(
  project_name TEXT, resource TEXT, pipeline_name TEXT, run_id BYTEA, writer_fence BIGINT, run_step BIGINT, step_digest BYTEA,
  streams TEXT[], parts TEXT[], revisions BIGINT[], kinds BIGINT[], positions TEXT[], order_keys BYTEA[],
  under_streams TEXT[], under_versions BIGINT[],
  counted TEXT[], counts_read BIGINT[], counts_written BIGINT[], counts_quarantined BIGINT[], counts_bytes BIGINT[],
  settled_fences BIGINT[], settled_steps BIGINT[], settled_ordinals BIGINT[], settled_states TEXT[],
  staged_streams TEXT[], staged_kinds TEXT[], staged_names TEXT[], staged_digests TEXT[], staged_bytes BIGINT[], staged_rows BIGINT[],
  ttl BIGINT, run_outcome TEXT, due BIGINT, failed_kind TEXT, failed_message TEXT, most_cursors BIGINT, most_bytes BIGINT,
  OUT outcome TEXT, OUT until BIGINT
) LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
  SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off AS $$
DECLARE
  p RECORD;
  stored RECORD;
  now BIGINT;
  moved BOOLEAN := cardinality(streams) > 0;
  changed BIGINT;
BEGIN
  outcome := 'other';
  SELECT o.place, l.id, l.cursors, l.position_bytes, l.ahead, l.status
  INTO p FROM ${flyway:defaultSchema}.project o JOIN ${flyway:defaultSchema}.pipeline l ON l.project = o.id AND l.name = pipeline_name
  WHERE o.name = project_name AND l.fence = writer_fence AND l.status IN ('active', 'paused') FOR UPDATE OF l;
  IF NOT FOUND OR p.place <> ${flyway:defaultSchema}.place(resource) THEN
    RETURN;
  END IF;
  now := ${flyway:defaultSchema}.now_micros();
  -- what the lock protects, all at once: is the run where the step wants it, are the versions decided, do the cursors fit
  SELECT c.absent, c.grown, c.fits
  INTO stored FROM ${flyway:defaultSchema}.run r, (
    SELECT count(*) FILTER (WHERE k.stream IS NULL) AS absent,
      COALESCE(sum(octet_length(a.value) - COALESCE(octet_length(k.value), 0)), 0) AS grown,
      COALESCE(bool_and(a.revision = COALESCE(k.revision, 0)
        AND (k.kind IS NULL OR k.kind = a.kind)
        AND (a.order_key IS NULL OR k.order_key IS NULL OR a.order_key > k.order_key)), TRUE) AS fits
    FROM unnest(streams, parts, revisions, kinds, positions, order_keys) a (stream, part, revision, kind, value, order_key)
    LEFT JOIN ${flyway:defaultSchema}.cursor k ON k.pipeline = p.id AND k.stream = a.stream AND k.part = a.part) c
  WHERE r.pipeline = p.id AND r.id = run_id AND r.fence = writer_fence AND r.status = 'RUNNING' AND r.last_step = run_step - 1
    AND NOT EXISTS (SELECT 1 FROM unnest(under_streams, under_versions) u (stream, version)
      LEFT JOIN ${flyway:defaultSchema}.schema_version v ON v.pipeline = p.id AND v.stream = u.stream AND v.version = u.version
      WHERE v.verdict IS NULL OR v.verdict = 'REJECT');
  IF NOT FOUND OR NOT stored.fits OR p.cursors + stored.absent > most_cursors
    OR p.position_bytes + stored.grown > most_bytes THEN
    RETURN;
  END IF;
  IF moved AND stored.absent = 0 THEN
    UPDATE ${flyway:defaultSchema}.cursor c SET
      from_revision = CASE WHEN c.fence = writer_fence THEN c.from_revision ELSE c.revision END,
      from_kind = CASE WHEN c.fence = writer_fence THEN c.from_kind ELSE c.kind END,
      from_value = CASE WHEN c.fence = writer_fence THEN c.from_value ELSE c.value END,
      from_key = CASE WHEN c.fence = writer_fence THEN c.from_key ELSE c.order_key END,
      kind = a.kind, value = a.value, order_key = a.order_key, revision = c.revision + 1, moved_at = now, fence = writer_fence
    FROM unnest(streams, parts, kinds, positions, order_keys) a (stream, part, kind, value, order_key)
    WHERE c.pipeline = p.id AND c.stream = a.stream AND c.part = a.part;
  ELSIF moved THEN
    INSERT INTO ${flyway:defaultSchema}.cursor AS c
      (pipeline, stream, part, kind, value, order_key, revision, fence, moved_at, from_revision)
    SELECT p.id, a.stream, a.part, a.kind, a.value, a.order_key, 1, writer_fence, now, 0
    FROM unnest(streams, parts, kinds, positions, order_keys) a (stream, part, kind, value, order_key)
    ON CONFLICT (pipeline, stream, part) DO UPDATE SET
      from_revision = CASE WHEN c.fence = writer_fence THEN c.from_revision ELSE c.revision END,
      from_kind = CASE WHEN c.fence = writer_fence THEN c.from_kind ELSE c.kind END,
      from_value = CASE WHEN c.fence = writer_fence THEN c.from_value ELSE c.value END,
      from_key = CASE WHEN c.fence = writer_fence THEN c.from_key ELSE c.order_key END,
      kind = excluded.kind, value = excluded.value, order_key = excluded.order_key, revision = c.revision + 1,
      moved_at = now, fence = writer_fence;
  END IF;
  IF cardinality(settled_fences) > 0 THEN
    UPDATE ${flyway:defaultSchema}.receipt r SET state = s.state
    FROM unnest(settled_fences, settled_steps, settled_ordinals, settled_states) s (fence, step, ordinal, state)
    WHERE r.pipeline = p.id AND r.fence = s.fence AND r.step = s.step AND r.ordinal = s.ordinal
      AND r.state = CASE s.state WHEN 'PUBLISHED' THEN 'COMMITTED' ELSE 'WITHDRAWING' END;
  END IF;
  IF cardinality(staged_streams) > 0 THEN
    INSERT INTO ${flyway:defaultSchema}.receipt
    SELECT p.id, writer_fence, run_step, s.n - 1, s.stream, s.kind, s.name, s.digest, s.bytes, s.row_count, 'COMMITTED', 0
    FROM unnest(staged_streams, staged_kinds, staged_names, staged_digests, staged_bytes, staged_rows) WITH ORDINALITY
      s (stream, kind, name, digest, bytes, row_count, n);
  END IF;
  IF cardinality(counted) > 0 THEN
    changed := 0;
    IF run_step > 1 THEN
      UPDATE ${flyway:defaultSchema}.run_counts r SET rows_read = r.rows_read + c.read, rows_written = r.rows_written + c.written,
        rows_quarantined = r.rows_quarantined + c.quarantined, bytes_read = r.bytes_read + c.bytes
      FROM unnest(counted, counts_read, counts_written, counts_quarantined, counts_bytes) c (stream, read, written, quarantined, bytes)
      WHERE r.pipeline = p.id AND r.fence = writer_fence AND r.stream = c.stream;
      GET DIAGNOSTICS changed = ROW_COUNT;
    END IF;
    IF changed < cardinality(counted) THEN
      INSERT INTO ${flyway:defaultSchema}.run_counts
      SELECT p.id, writer_fence, c.*
      FROM unnest(counted, counts_read, counts_written, counts_quarantined, counts_bytes) c (stream, read, written, quarantined, bytes)
      WHERE changed = 0 OR NOT EXISTS (
        SELECT 1 FROM ${flyway:defaultSchema}.run_counts r WHERE r.pipeline = p.id AND r.fence = writer_fence AND r.stream = c.stream);
    END IF;
  END IF;
  IF ttl IS NOT NULL THEN
    until := now + ttl;
    UPDATE ${flyway:defaultSchema}.run r SET last_step = run_step, last_digest = step_digest, last_lease_until = until,
      last_versions = NULL
    WHERE r.pipeline = p.id AND r.id = run_id;
    UPDATE ${flyway:defaultSchema}.pipeline l SET lease_until = until,
      wake_at = CASE WHEN l.wake_at > until THEN until ELSE l.wake_at END,
      cursors = l.cursors + stored.absent, position_bytes = l.position_bytes + stored.grown
    WHERE l.id = p.id;
  ELSE
    UPDATE ${flyway:defaultSchema}.run r SET last_step = run_step, last_digest = step_digest, last_lease_until = NULL,
      last_versions = NULL, status = run_outcome, ended_at = now, error_kind = failed_kind, error_message = failed_message
    WHERE r.pipeline = p.id AND r.id = run_id;
    INSERT INTO ${flyway:defaultSchema}.move
    SELECT c.pipeline, c.fence, c.stream, c.part, c.from_revision, c.from_kind, c.from_value, c.from_key, c.kind, c.value,
      c.order_key, NULL
    FROM ${flyway:defaultSchema}.cursor c WHERE c.pipeline = p.id AND c.fence = writer_fence;
    UPDATE ${flyway:defaultSchema}.pipeline l SET lease_run = NULL, lease_holder = NULL, lease_since = NULL, lease_until = NULL,
      next_due = due, claim_token = NULL, claim_due = NULL, claim_until = NULL,
      failures = CASE WHEN run_outcome IN ('SUCCEEDED', 'PARTIAL') THEN 0 WHEN run_outcome IN ('FAILED', 'ABANDONED') THEN l.failures + 1
        ELSE l.failures END,
      wake_at = CASE WHEN p.status = 'active' AND p.ahead IS NULL THEN due END,
      cursors = l.cursors + stored.absent, position_bytes = l.position_bytes + stored.grown
    WHERE l.id = p.id;
  END IF;
  outcome := 'committed';
END
$$;

-- Hands out what is due (C-18). A row may be found early, since leases are extended in place: it is put where it belongs, and the
-- caller asks again for as many.
CREATE FUNCTION claim_due_1(project_name TEXT, resource TEXT, most BIGINT, ttl BIGINT)
RETURNS TABLE (outcome TEXT, name TEXT, due BIGINT, token TEXT, expired BOOLEAN, until BIGINT) LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
  SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off AS $$
#variable_conflict use_column
DECLARE
  owner RECORD;
  now BIGINT := ${flyway:defaultSchema}.now_micros();
BEGIN
  SELECT o.id, o.place INTO owner FROM ${flyway:defaultSchema}.project o WHERE o.name = project_name;
  IF NOT FOUND OR owner.place <> ${flyway:defaultSchema}.place(resource) THEN
    RETURN QUERY SELECT 'other', NULL::TEXT, NULL::BIGINT, NULL::TEXT, NULL::BOOLEAN, NULL::BIGINT;
    RETURN;
  END IF;
  RETURN QUERY
    WITH awake AS (
      SELECT p.id, p.lease_until, p.lease_until IS NOT NULL AND p.lease_until > now AS early,
        COALESCE(p.lease_until, p.next_due) AS since
      FROM ${flyway:defaultSchema}.pipeline p
      WHERE p.project = owner.id AND p.wake_at <= now ORDER BY p.wake_at LIMIT most FOR UPDATE SKIP LOCKED
    )
    UPDATE ${flyway:defaultSchema}.pipeline q SET
      wake_at = CASE WHEN a.early THEN a.lease_until ELSE GREATEST(a.since, now + ttl) END,
      claim_token = CASE WHEN a.early THEN q.claim_token ELSE replace(gen_random_uuid()::TEXT, '-', '') END,
      claim_due = CASE WHEN a.early THEN q.claim_due ELSE a.since END,
      claim_until = CASE WHEN a.early THEN q.claim_until ELSE now + ttl END
    FROM awake a WHERE q.id = a.id
    RETURNING CASE WHEN a.early THEN 'early' ELSE 'claimed' END, q.name, q.claim_due, q.claim_token,
      q.lease_until IS NOT NULL, q.claim_until;
END
$$;

-- A key that nobody has (C-16). The answer is kept in the bytes that the operation itself would keep.
CREATE FUNCTION start_key_1(
  project_name TEXT, resource TEXT, key_scope TEXT, key_name TEXT, new_token TEXT, ttl BIGINT, keep BIGINT, request_id TEXT,
  request_digest BYTEA,
  OUT outcome TEXT, OUT until BIGINT, OUT result TEXT
) LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
  SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off AS $$
DECLARE
  owner RECORD;
  now BIGINT;
BEGIN
  outcome := 'other';
  SELECT o.id, o.place, o.sealed, o.moved_to INTO owner FROM ${flyway:defaultSchema}.project o WHERE o.name = project_name FOR SHARE;
  IF NOT FOUND OR owner.place <> ${flyway:defaultSchema}.place(resource) OR owner.sealed = 1 OR owner.moved_to IS NOT NULL
    OR EXISTS (SELECT 1 FROM ${flyway:defaultSchema}.request q WHERE q.pipeline = -owner.id AND q.id = request_id) THEN
    RETURN;
  END IF;
  now := ${flyway:defaultSchema}.now_micros();
  until := now + ttl;
  INSERT INTO ${flyway:defaultSchema}.once AS o (project, scope, name, token, until, keep_micros, result, gone_at)
  VALUES (owner.id, key_scope, key_name, new_token, start_key_1.until, keep, NULL, start_key_1.until + keep)
  ON CONFLICT (project, scope, name) DO UPDATE SET token = excluded.token, until = excluded.until,
    keep_micros = excluded.keep_micros, result = NULL, gone_at = excluded.gone_at
  WHERE o.until <= now;
  IF FOUND THEN
    INSERT INTO ${flyway:defaultSchema}.request (pipeline, id, digest, at, answer) VALUES (-owner.id, request_id, request_digest, now,
      int2send(octet_length(new_token)::INT2) || convert_to(new_token, 'UTF8') || int8send(until));
    outcome := 'started';
  ELSE
    SELECT CASE WHEN o.result IS NULL THEN 'in progress' ELSE 'completed' END, o.until, o.result
    INTO outcome, until, result
    FROM ${flyway:defaultSchema}.once o WHERE o.project = owner.id AND o.scope = key_scope AND o.name = key_name;
  END IF;
END
$$;

-- Stores the result of a key whose work is in progress: whether it did.
CREATE FUNCTION complete_key_1(
  project_name TEXT, resource TEXT, key_scope TEXT, key_name TEXT, own_token TEXT, key_result TEXT
) RETURNS BOOLEAN LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
  SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off AS $$
DECLARE
  owner RECORD;
  now BIGINT;
BEGIN
  SELECT o.id, o.place, o.sealed, o.moved_to INTO owner FROM ${flyway:defaultSchema}.project o WHERE o.name = project_name FOR SHARE;
  IF NOT FOUND OR owner.place <> ${flyway:defaultSchema}.place(resource) OR owner.sealed = 1 OR owner.moved_to IS NOT NULL THEN
    RETURN FALSE;
  END IF;
  now := ${flyway:defaultSchema}.now_micros();
  UPDATE ${flyway:defaultSchema}.once o SET result = key_result, until = now + o.keep_micros, gone_at = now + o.keep_micros
  WHERE o.project = owner.id AND o.scope = key_scope AND o.name = key_name AND o.token = own_token AND o.result IS NULL
    AND o.gone_at > now;
  RETURN FOUND;
END
$$;
