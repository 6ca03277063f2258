-- A run with an open hold has not ended, though nothing of it is READY, RUNNING or WAITING: somebody is still to decide.

-- How many rows of `escalation_holds` the run has.
ALTER TABLE run_heads ADD COLUMN holds integer NOT NULL DEFAULT 0;

-- The tick as in 0017, but for one thing: whether a run has ended is asked with its holds among what waits.
CREATE OR REPLACE FUNCTION signalbox_tick(
  p_worker uuid, p_runs uuid[], p_nodes integer[], p_epochs integer[], p_waits boolean[], p_free integer, p_quantum double precision
) RETURNS TABLE (kind text, run_id uuid, node integer, epoch integer, attempt integer, seq bigint, status run_status)
LANGUAGE plpgsql
SET enable_seqscan = off SET enable_mergejoin = off SET enable_bitmapscan = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz := signalbox_now();
  v_actor text := 'worker:' || p_worker;
  v_locked uuid[]; v_candidates uuid[]; v_claimable uuid[];
  v_top integer; v_min double precision; v_left integer := p_free; v_passed integer := 0; v_share integer; v_more boolean := false;
  f_run uuid[]; f_node integer[]; f_epoch integer[]; f_attempt integer[];
  g_run uuid[]; g_fin integer[]; g_rel integer[]; g_fused integer[];
  c_run uuid[]; c_node integer[]; c_epoch integer[]; c_attempt integer[];
  q_run uuid[]; q_node integer[]; q_epoch integer[]; q_attempt integer[]; q_waited boolean[];
  h_run uuid[]; h_seq bigint[]; h_status run_status[];
BEGIN
  -- 1. Locks. Waiting first, while nothing is held; the rest skips.
  IF true = ANY (p_waits) THEN
    PERFORM 1 FROM run_heads h
      WHERE h.run_id = ANY (ARRAY(SELECT DISTINCT u.r FROM unnest(p_runs, p_waits) u(r, w) WHERE u.w))
      ORDER BY h.run_id FOR NO KEY UPDATE;
  END IF;
  IF cardinality(p_runs) > 0 THEN
    SELECT array_agg(l.run_id) INTO v_locked FROM (
      SELECT h.run_id FROM run_heads h WHERE h.run_id = ANY (p_runs) ORDER BY h.run_id FOR NO KEY UPDATE SKIP LOCKED) l;
  END IF;
  IF p_free > 0 THEN
    -- From run to run along the key, whatever their tasks: the cost grows with the runs that wait, about 10 µs each.
    WITH RECURSIVE q AS (
      (SELECT r.run_id, r.ready_at FROM ready_tasks r ORDER BY r.run_id, r.rank, r.node LIMIT 1)
      UNION ALL
      SELECT n.run_id, n.ready_at FROM q CROSS JOIN LATERAL (
        SELECT r.run_id, r.ready_at FROM ready_tasks r WHERE r.run_id > q.run_id ORDER BY r.run_id, r.rank, r.node LIMIT 1) n
    ), c AS (
      SELECT h.run_id, h.priority, h.virtual_time FROM q JOIN run_heads h ON h.run_id = q.run_id
      WHERE h.status IN ('RUNNING', 'PLANNING')
        AND (q.ready_at <= v_now OR EXISTS (SELECT FROM ready_tasks r WHERE r.run_id = h.run_id AND r.ready_at <= v_now))
      ORDER BY h.priority DESC, h.virtual_time LIMIT p_free
    )
    SELECT array_agg(c.run_id), (array_agg(c.priority ORDER BY c.priority DESC))[1],
           (array_agg(c.virtual_time ORDER BY c.priority DESC, c.virtual_time))[1]
      INTO v_candidates, v_top, v_min FROM c;
    IF v_candidates IS NOT NULL THEN
      SELECT array_agg(l.run_id) INTO v_claimable FROM (
        SELECT h.run_id FROM run_heads h WHERE h.run_id = ANY (v_candidates) AND h.status IN ('RUNNING', 'PLANNING')
        ORDER BY h.run_id FOR NO KEY UPDATE SKIP LOCKED) l;
      v_passed := cardinality(v_candidates) - coalesce(cardinality(v_claimable), 0);
    END IF;
  END IF;

  -- Time behind the locks: events of a run are in the order of their seq.
  v_now := signalbox_now();

  -- 2. Finishes, by compare-and-set on epoch and status, each with its attempt; their dependents; which of those are released, and which
  -- of the released this worker takes at once. One statement: the rows go from step to step without arrays between them, and what is
  -- asked of a head is read once a finish, not once a dependent.
  IF v_locked IS NOT NULL THEN
    WITH f AS MATERIALIZED (
      UPDATE tasks t SET status = 'SUCCEEDED', finished_at = v_now, worker_id = NULL
      FROM unnest(p_runs, p_nodes, p_epochs) d(run_id, node, epoch) JOIN run_heads h ON h.run_id = d.run_id
      WHERE t.run_id = d.run_id AND t.node = d.node AND t.epoch = d.epoch AND t.status = 'RUNNING' AND d.run_id = ANY (v_locked)
      RETURNING t.run_id, t.node, t.epoch, t.attempt, t.started_at, t.next,
        h.priority AS run_priority, h.virtual_time, h.status IN ('RUNNING', 'PLANNING') AS live
    ), a AS (
      INSERT INTO attempts (run_id, node, epoch, attempt, worker_id, started_at, finished_at, outcome)
      SELECT f.run_id, f.node, f.epoch, f.attempt, p_worker, f.started_at, v_now, 'succeeded' FROM f
    ), w AS (
      SELECT e.*, -t.priority AS rank, t.status = 'PENDING' AND t.open_edges = e.n AS released
      FROM (
        SELECT f.run_id, n.node, count(*)::integer AS n, min(f.run_priority) AS run_priority, min(f.virtual_time) AS virtual_time, bool_and(f.live) AS live
        FROM f CROSS JOIN LATERAL unnest(f.next) n(node) GROUP BY 1, 2
      ) e JOIN tasks t ON t.run_id = e.run_id AND t.node = e.node AND t.status <> 'RUNNING'
    ), d AS MATERIALIZED (
      SELECT z.run_id, z.node, z.n, z.rank, z.released,
        z.eligible AND row_number() OVER (ORDER BY z.eligible DESC, z.run_priority DESC, z.turn) <= p_free AS claimed
      FROM (
        SELECT x.*, x.virtual_time + x.rn AS turn,
          x.released AND x.live AND (v_min IS NULL OR x.run_priority > v_top OR x.run_priority = v_top AND x.virtual_time + x.rn <= v_min + p_quantum)
            AND (v_candidates IS NULL OR NOT EXISTS (SELECT FROM ready_tasks r WHERE r.run_id = x.run_id AND r.rank < x.rank AND r.ready_at <= v_now))
            AS eligible
        FROM (SELECT w.*, row_number() OVER (PARTITION BY w.run_id ORDER BY w.released DESC, w.rank, w.node) AS rn FROM w) x
      ) z
    ), u AS (
      UPDATE tasks t SET
        open_edges = t.open_edges - d.n, taken_edges = t.taken_edges + d.n,
        status = CASE WHEN d.claimed THEN 'RUNNING'::task_status WHEN d.released THEN 'READY' ELSE t.status END,
        epoch = t.epoch + d.claimed::integer, attempt = t.attempt + d.claimed::integer,
        worker_id = CASE WHEN d.claimed THEN p_worker ELSE t.worker_id END,
        ready_at = CASE WHEN d.released THEN v_now ELSE t.ready_at END,
        started_at = CASE WHEN d.claimed THEN v_now ELSE t.started_at END
      FROM d WHERE t.run_id = d.run_id AND t.node = d.node
      RETURNING t.run_id, t.node, t.epoch, t.attempt, d.claimed
    ), q AS (
      INSERT INTO ready_tasks (run_id, rank, node, ready_at)
      SELECT d.run_id, d.rank, d.node, v_now FROM d WHERE d.released AND NOT d.claimed
    ), g AS (
      SELECT x.run_id, sum(x.fin)::integer AS fin, sum(x.rel)::integer AS rel, sum(x.fused)::integer AS fused
      FROM (
        SELECT f.run_id, 1 AS fin, 0 AS rel, 0 AS fused FROM f
        UNION ALL SELECT d.run_id, 0, d.released::integer, d.claimed::integer FROM d
      ) x GROUP BY x.run_id
    )
    SELECT ff.*, cc.*, gg.* INTO f_run, f_node, f_epoch, f_attempt, c_run, c_node, c_epoch, c_attempt, g_run, g_fin, g_rel, g_fused
    FROM (SELECT array_agg(f.run_id), array_agg(f.node), array_agg(f.epoch), array_agg(f.attempt) FROM f) ff
    CROSS JOIN (SELECT array_agg(u.run_id), array_agg(u.node), array_agg(u.epoch), array_agg(u.attempt) FROM u WHERE u.claimed) cc
    CROSS JOIN (SELECT array_agg(g.run_id), array_agg(g.fin), array_agg(g.rel), array_agg(g.fused) FROM g) gg;
    v_left := p_free - coalesce(cardinality(c_run), 0);
  END IF;

  -- 3. What is left of the slots takes from the queue, run by run in the order of their turns.
  IF v_left > 0 AND v_claimable IS NOT NULL THEN
    v_share := 2 * v_left / cardinality(v_claimable) + 1;
    WITH pick AS MATERIALIZED (
      SELECT p.at FROM (
        SELECT h.run_id, h.priority, h.virtual_time, x.at, row_number() OVER (PARTITION BY h.run_id ORDER BY x.rank, x.node) AS rn
        FROM run_heads h CROSS JOIN LATERAL (
          SELECT r.ctid AS at, r.rank, r.node FROM ready_tasks r WHERE r.run_id = h.run_id AND r.ready_at <= v_now
          ORDER BY r.rank, r.node LIMIT v_share) x
        WHERE h.run_id = ANY (v_claimable)
      ) p ORDER BY p.priority DESC, p.virtual_time + p.rn, p.run_id LIMIT v_left
    ), gone AS (
      -- By its place: the run's lock keeps it there.
      DELETE FROM ready_tasks r USING pick p WHERE r.ctid = p.at RETURNING r.run_id, r.node
    ), was AS MATERIALIZED (
      SELECT t.run_id, t.node, t.status = 'WAITING' AS waited FROM gone g JOIN tasks t ON t.run_id = g.run_id AND t.node = g.node
      WHERE t.status IN ('READY', 'WAITING')
    ), u AS (
      UPDATE tasks t SET status = 'RUNNING', epoch = t.epoch + 1, attempt = t.attempt + 1, worker_id = p_worker,
        started_at = v_now, finished_at = NULL, waiting_for = NULL
      FROM was w WHERE t.run_id = w.run_id AND t.node = w.node
      RETURNING t.run_id, t.node, t.epoch, t.attempt, w.waited
    )
    SELECT array_agg(u.run_id), array_agg(u.node), array_agg(u.epoch), array_agg(u.attempt), array_agg(u.waited)
      INTO q_run, q_node, q_epoch, q_attempt, q_waited FROM u;
    v_more := cardinality(q_run) < v_left AND EXISTS (SELECT FROM unnest(q_run) q(r) GROUP BY q.r HAVING count(*) >= v_share);
  END IF;

  -- 4. Heads and events: one block of seq a run, reserved by the update that counts.
  IF f_run IS NOT NULL OR q_run IS NOT NULL THEN
    WITH delta AS (
      SELECT x.run_id, sum(x.fin)::integer AS fin, sum(x.rel)::integer AS rel, sum(x.fused)::integer AS fused,
             sum(x.taken)::integer AS taken, sum(x.waited)::integer AS waited
      FROM (
        SELECT g.r AS run_id, g.fin, g.rel, g.fused, 0 AS taken, 0 AS waited FROM unnest(g_run, g_fin, g_rel, g_fused) g(r, fin, rel, fused)
        UNION ALL SELECT r, 0, 0, 0, 1, w::integer FROM unnest(q_run, q_waited) q(r, w)
      ) x GROUP BY x.run_id
    ), h AS (
      UPDATE run_heads h SET
        succeeded = h.succeeded + d.fin, pending = h.pending - d.rel,
        running = h.running - d.fin + d.fused + d.taken,
        ready = h.ready + d.rel - d.fused - (d.taken - d.waited), waiting = h.waiting - d.waited,
        -- Virtual times compare within a priority only: one lifted to another priority's would starve.
        virtual_time = CASE WHEN h.priority = v_top THEN greatest(h.virtual_time, v_min - p_quantum) ELSE h.virtual_time END + d.fused + d.taken,
        started_at = CASE WHEN d.fused + d.taken > 0 THEN coalesce(h.started_at, v_now) ELSE h.started_at END,
        status = signalbox_run_status(h.status, h.pending - d.rel, h.ready + d.rel - d.fused - (d.taken - d.waited),
          h.running - d.fin + d.fused + d.taken, h.waiting - d.waited + h.holds, h.failed),
        status_reason = CASE WHEN ended.it THEN CASE WHEN h.pending - d.rel > 0 OR h.failed > 0 THEN 'tasks_failed' END ELSE h.status_reason END,
        finished_at = CASE WHEN ended.it THEN v_now ELSE h.finished_at END,
        last_seq = h.last_seq + d.fin + d.fused + d.taken + ended.it::integer
      FROM delta d
      JOIN run_heads o ON o.run_id = d.run_id
      CROSS JOIN LATERAL (SELECT signalbox_run_status(o.status, o.pending - d.rel, o.ready + d.rel - d.fused - (d.taken - d.waited),
        o.running - d.fin + d.fused + d.taken, o.waiting - d.waited + o.holds, o.failed) <> o.status AS it) ended
      WHERE h.run_id = d.run_id
      RETURNING h.run_id, h.last_seq, h.status, ended.it AS ended, h.last_seq - d.fin - d.fused - d.taken - ended.it::integer AS base
    ), e AS (
      INSERT INTO run_events (run_id, seq, type, at, actor, node, data)
      SELECT x.run_id, h.base + row_number() OVER (PARTITION BY x.run_id ORDER BY x.ord, x.node), x.type, v_now, v_actor, x.node, x.data
      FROM (
        SELECT f.r AS run_id, 1 AS ord, 'task.succeeded' AS type, f.n AS node, jsonb_build_object('attempt', f.a, 'epoch', f.e) AS data
          FROM unnest(f_run, f_node, f_epoch, f_attempt) f(r, n, e, a)
        UNION ALL
        SELECT c.r, 2, 'task.started', c.n, jsonb_build_object('attempt', c.a, 'epoch', c.e)
          FROM unnest(c_run || q_run, c_node || q_node, c_epoch || q_epoch, c_attempt || q_attempt) c(r, n, e, a)
        UNION ALL
        SELECT h.run_id, 3, CASE WHEN h.status = 'FAILED' THEN 'run.failed' ELSE 'run.succeeded' END, NULL,
          CASE WHEN h.status = 'FAILED' THEN '{"reason":"tasks_failed"}'::jsonb ELSE '{}'::jsonb END FROM h WHERE h.ended
      ) x JOIN h ON h.run_id = x.run_id
    )
    SELECT array_agg(h.run_id), array_agg(h.last_seq), array_agg(h.status) INTO h_run, h_seq, h_status FROM h;
  END IF;

  RETURN QUERY
    SELECT 'claimed', c.r, c.n, c.e, c.a, NULL::bigint, NULL::run_status
      FROM unnest(c_run || q_run, c_node || q_node, c_epoch || q_epoch, c_attempt || q_attempt) c(r, n, e, a)
    UNION ALL SELECT 'finished', f.r, f.n, f.e, f.a, NULL, NULL FROM unnest(f_run, f_node, f_epoch, f_attempt) f(r, n, e, a)
    UNION ALL SELECT 'deferred', p.r, p.n, p.e, NULL, NULL, NULL FROM unnest(p_runs, p_nodes, p_epochs) p(r, n, e)
      WHERE v_locked IS NULL OR NOT p.r = ANY (v_locked)
    UNION ALL SELECT 'head', h.r, NULL, NULL, NULL, h.s, h.t FROM unnest(h_run, h_seq, h_status) h(r, s, t)
    UNION ALL SELECT 'queue', NULL, coalesce((SELECT sum(g.rel - g.fused)::integer FROM unnest(g_rel, g_fused) g(rel, fused)), 0), v_more::integer, v_passed, NULL, NULL;
END $$;
