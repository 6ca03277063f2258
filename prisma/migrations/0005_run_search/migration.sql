-- What the list of runs filters, sorts and searches by (docs/decisions/0010), and the views that people save of it.

-- One row a run, moved by what moves seldom: a status, a first failure, an end. Spend and duration of a run at work are in its head.
CREATE TABLE run_list (
  run_id uuid PRIMARY KEY,
  created_at timestamptz(6) NOT NULL,
  created_by text NOT NULL,
  status run_status NOT NULL,
  status_reason text,
  ended boolean NOT NULL,
  failed integer NOT NULL,
  spent_micro bigint NOT NULL,
  duration_ms bigint NOT NULL,
  roles text[] NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);

-- What a run is found by, in small letters and with single spaces; a space stands in front, so that "% ab%" means a word's beginning.
CREATE TABLE run_search (
  run_id uuid PRIMARY KEY,
  text text NOT NULL,
  seq bigint NOT NULL,
  refreshed_at timestamptz(6) NOT NULL
) WITH (fillfactor = 85);

-- Runs whose words are to be read again. No unique key on the run: whoever marks one never waits for the job that takes it.
CREATE TABLE run_search_due (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id uuid NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

CREATE TABLE saved_views (
  id uuid PRIMARY KEY DEFAULT signalbox_uuid7(),
  owner text NOT NULL,
  page text NOT NULL,
  name text NOT NULL,
  query text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE UNIQUE INDEX saved_views_owner_page_name_key ON saved_views (owner, page, lower(name));

-- Small letters of every script: the cluster's own locale may be C, which knows those of English only.
DO $do$
DECLARE
  v_collation text;
BEGIN
  SELECT format(' COLLATE %I', c.collname) INTO v_collation FROM pg_collation c JOIN pg_database d ON d.datname = current_database()
    WHERE c.collname IN ('pg_c_utf8', 'und-x-icu') AND c.collencoding IN (-1, d.encoding) AND c.collnamespace = 'pg_catalog'::regnamespace
    ORDER BY c.collname LIMIT 1;
  EXECUTE format($sql$
    CREATE FUNCTION signalbox_search_words(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT lower(regexp_replace(words, '\s+', ' ', 'g')%s) COLLATE "default"
    $$
  $sql$, coalesce(v_collation, ''));
END $do$;

CREATE FUNCTION signalbox_is_ended(status run_status) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT status IN ('SUCCEEDED', 'FAILED', 'CANCELLED')
$$;

-- A goal is searched by its first 2,000 characters; roles, keys and titles by theirs, and so the names of artifacts.
CREATE FUNCTION signalbox_search_text(run uuid) RETURNS text LANGUAGE sql STABLE SET enable_seqscan = off AS $$
  SELECT ' ' || signalbox_search_words(concat_ws(' ', left(r.goal, 2000),
    (SELECT string_agg(DISTINCT s.role, ' ') FROM task_specs s WHERE s.run_id = run),
    left((SELECT string_agg(DISTINCT a.name, ' ') FROM artifacts a WHERE a.run_id = run), 2000),
    left((SELECT string_agg(x.words, ' ') FROM (
      SELECT s.key || CASE WHEN s.title = s.key THEN '' ELSE ' ' || s.title END AS words
      FROM task_specs s WHERE s.run_id = run ORDER BY s.node LIMIT 100) x), 2000)))
  FROM runs r WHERE r.id = run
$$;

-- Keeps the row of the list with its head, in the transaction that moves the head: nothing is ever listed under an old status.
CREATE FUNCTION signalbox_list_run() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM run_list WHERE run_id = OLD.run_id;
    DELETE FROM run_search WHERE run_id = OLD.run_id;
    RETURN NULL;
  END IF;
  INSERT INTO run_list AS l (run_id, created_at, created_by, status, status_reason, ended, failed, spent_micro, duration_ms, roles)
    SELECT NEW.run_id, r.created_at, signalbox_search_words(r.created_by), NEW.status, NEW.status_reason, signalbox_is_ended(NEW.status), NEW.failed, NEW.spent_micro,
      coalesce(greatest(extract(epoch FROM NEW.finished_at - NEW.started_at) * 1000, 0), 0)::bigint,
      ARRAY(SELECT DISTINCT s.role FROM task_specs s WHERE s.run_id = NEW.run_id)
    FROM runs r WHERE r.id = NEW.run_id
    ON CONFLICT (run_id) DO UPDATE SET status = excluded.status, status_reason = excluded.status_reason, ended = excluded.ended,
      failed = excluded.failed, spent_micro = excluded.spent_micro, duration_ms = excluded.duration_ms, roles = excluded.roles;
  IF TG_OP = 'INSERT' THEN
    INSERT INTO run_search (run_id, text, seq, refreshed_at)
      SELECT NEW.run_id, ' ' || signalbox_search_words(left(r.goal, 2000)), 0, r.created_at FROM runs r WHERE r.id = NEW.run_id
      ON CONFLICT (run_id) DO NOTHING;
    INSERT INTO run_search_due (run_id) VALUES (NEW.run_id);
  ELSIF NEW.graph_version <> OLD.graph_version OR signalbox_is_ended(NEW.status) AND NEW.status <> OLD.status THEN
    INSERT INTO run_search_due (run_id) VALUES (NEW.run_id);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER run_heads_list_new AFTER INSERT ON run_heads FOR EACH ROW EXECUTE FUNCTION signalbox_list_run();
-- Counters that move with every task do not come here.
CREATE TRIGGER run_heads_list_moved AFTER UPDATE ON run_heads FOR EACH ROW
  WHEN (OLD.status <> NEW.status OR OLD.status_reason IS DISTINCT FROM NEW.status_reason OR OLD.failed <> NEW.failed
    OR OLD.graph_version <> NEW.graph_version OR NEW.finished_at IS NOT NULL AND OLD.spent_micro <> NEW.spent_micro)
  EXECUTE FUNCTION signalbox_list_run();
CREATE TRIGGER run_heads_list_gone AFTER DELETE ON run_heads FOR EACH ROW EXECUTE FUNCTION signalbox_list_run();

-- Runs from before: listed at once, found by their goal at once, by the rest once the job has read them.
INSERT INTO run_list (run_id, created_at, created_by, status, status_reason, ended, failed, spent_micro, duration_ms, roles)
  SELECT r.id, r.created_at, signalbox_search_words(r.created_by), h.status, h.status_reason, signalbox_is_ended(h.status), h.failed, h.spent_micro,
    coalesce(greatest(extract(epoch FROM h.finished_at - h.started_at) * 1000, 0), 0)::bigint, coalesce(s.roles, '{}')
  FROM runs r JOIN run_heads h ON h.run_id = r.id
  LEFT JOIN (SELECT run_id, array_agg(DISTINCT role) AS roles FROM task_specs GROUP BY run_id) s ON s.run_id = r.id;
INSERT INTO run_search (run_id, text, seq, refreshed_at)
  SELECT id, ' ' || signalbox_search_words(left(goal, 2000)), 0, created_at FROM runs;
INSERT INTO run_search_due (run_id) SELECT id FROM runs ORDER BY id DESC;

CREATE INDEX run_list_created_at_run_id_idx ON run_list (created_at, run_id);
CREATE INDEX run_list_status_created_at_run_id_idx ON run_list (status, created_at, run_id);
CREATE INDEX run_list_created_by_created_at_run_id_idx ON run_list (created_by, created_at, run_id);
CREATE INDEX run_list_failed_run_id_idx ON run_list (failed, run_id);
CREATE INDEX run_list_roles_idx ON run_list USING gin (roles);
CREATE INDEX run_list_reason_idx ON run_list (status_reason, created_at, run_id) WHERE status_reason IS NOT NULL;
CREATE INDEX run_list_failing_idx ON run_list (created_at, run_id) WHERE failed > 0;
CREATE INDEX run_list_spent_idx ON run_list (spent_micro, run_id) WHERE ended;
CREATE INDEX run_list_duration_idx ON run_list (duration_ms, run_id) WHERE ended;
CREATE INDEX run_list_active_idx ON run_list (run_id) WHERE NOT ended;

-- Trigrams, where the server has them and lets us: without, a search reads the words of every run. Says whether the index is there.
CREATE FUNCTION signalbox_search_index() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_schema text;
BEGIN
  IF to_regclass('run_search_text_idx') IS NOT NULL THEN RETURN true; END IF;
  BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
  EXCEPTION WHEN OTHERS THEN
    RAISE NOTICE 'pg_trgm: %', SQLERRM;
  END;
  SELECT n.nspname INTO v_schema FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm';
  IF v_schema IS NULL THEN RETURN false; END IF;
  EXECUTE format('CREATE INDEX run_search_text_idx ON run_search USING gin (text %I.gin_trgm_ops)', v_schema);
  RETURN true;
END $$;
SELECT signalbox_search_index();
