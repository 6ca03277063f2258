-- The spine. Tables first, then what Prisma's language cannot say: storage settings, and the engine's functions.
-- No foreign keys on tasks, events, attempts and artifacts: they halved the engine's throughput; runs are deleted whole.

-- Ids are UUIDv7 made by the database (PostgreSQL before 18 has no uuidv7()): 48 bits of milliseconds, then randomness.
CREATE FUNCTION signalbox_uuid7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
  SELECT encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid()) PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
      52, 1), 53, 1), 'hex')::uuid
$$;

CREATE TYPE run_status AS ENUM ('PLANNING', 'RUNNING', 'PAUSED', 'SUCCEEDED', 'FAILED', 'CANCELLED');
CREATE TYPE task_status AS ENUM ('PENDING', 'READY', 'RUNNING', 'WAITING', 'SUCCEEDED', 'FAILED', 'SKIPPED', 'CANCELLED');

CREATE TABLE users (
  id uuid PRIMARY KEY DEFAULT signalbox_uuid7(),
  email text NOT NULL,
  name text NOT NULL,
  password_hash text NOT NULL,
  role text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  disabled_at timestamptz(3)
);
CREATE UNIQUE INDEX users_email_key ON users (email);

CREATE TABLE sessions (
  id uuid PRIMARY KEY DEFAULT signalbox_uuid7(),
  user_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  last_seen_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  expires_at timestamptz(3) NOT NULL,
  revoked_at timestamptz(3),
  user_agent text,
  ip text,
  CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX sessions_user_id_idx ON sessions (user_id);

CREATE TABLE api_tokens (
  id uuid PRIMARY KEY DEFAULT signalbox_uuid7(),
  name text NOT NULL,
  role text NOT NULL,
  hash text NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  expires_at timestamptz(3),
  last_used_at timestamptz(3),
  revoked_at timestamptz(3)
);
CREATE UNIQUE INDEX api_tokens_hash_key ON api_tokens (hash);

CREATE TABLE sign_in_links (
  id uuid PRIMARY KEY DEFAULT signalbox_uuid7(),
  hash text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  expires_at timestamptz(3) NOT NULL,
  consumed_at timestamptz(3)
);
CREATE UNIQUE INDEX sign_in_links_hash_key ON sign_in_links (hash);

CREATE TABLE idempotency_keys (
  principal text NOT NULL,
  key text NOT NULL,
  route text NOT NULL,
  body_hash text NOT NULL,
  status integer,
  response jsonb,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (principal, key)
);
CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);

CREATE TABLE workers (
  id uuid PRIMARY KEY,
  lock_key integer NOT NULL,
  hostname text NOT NULL,
  pid integer NOT NULL,
  slots integer NOT NULL,
  started_at timestamptz(6) NOT NULL,
  heartbeat_at timestamptz(6) NOT NULL,
  session_started_at timestamptz(6) NOT NULL,
  stopped_at timestamptz(6)
) WITH (fillfactor = 50);

CREATE TABLE definitions (
  hash text PRIMARY KEY,
  body jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE runs (
  id uuid PRIMARY KEY,
  goal text NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz(6) NOT NULL,
  supervision text NOT NULL,
  planner boolean NOT NULL,
  offline_model boolean NOT NULL,
  definition_hash text NOT NULL,
  forked_from uuid
);

CREATE TABLE run_heads (
  run_id uuid PRIMARY KEY,
  status run_status NOT NULL,
  status_reason text,
  planned boolean NOT NULL,
  graph_version integer NOT NULL,
  last_seq bigint NOT NULL,
  priority integer NOT NULL,
  virtual_time double precision NOT NULL,
  total integer NOT NULL,
  pending integer NOT NULL,
  ready integer NOT NULL,
  running integer NOT NULL,
  waiting integer NOT NULL,
  succeeded integer NOT NULL,
  failed integer NOT NULL,
  skipped integer NOT NULL,
  cancelled integer NOT NULL,
  spent_micro bigint NOT NULL DEFAULT 0,
  budget_micro bigint,
  unpriced_calls integer NOT NULL DEFAULT 0,
  started_at timestamptz(6),
  finished_at timestamptz(6)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
-- Only `status` moves it; counters and seq stay heap-only updates.
CREATE INDEX run_heads_status_run_id_idx ON run_heads (status, run_id);

CREATE TABLE tasks (
  run_id uuid NOT NULL,
  node integer NOT NULL,
  status task_status NOT NULL,
  epoch integer NOT NULL,
  attempt integer NOT NULL,
  open_edges integer NOT NULL,
  taken_edges integer NOT NULL,
  priority smallint NOT NULL,
  lost smallint NOT NULL DEFAULT 0,
  invalidated boolean NOT NULL DEFAULT false,
  conversation integer NOT NULL DEFAULT 0,
  turns integer NOT NULL DEFAULT 0,
  cost_micro bigint NOT NULL DEFAULT 0,
  worker_id uuid,
  waiting_for text,
  ready_at timestamptz(6),
  started_at timestamptz(6),
  finished_at timestamptz(6),
  next integer[],
  PRIMARY KEY (run_id, node)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

CREATE TABLE task_specs (
  run_id uuid NOT NULL,
  node integer NOT NULL,
  key text NOT NULL,
  title text NOT NULL,
  role text NOT NULL,
  kind text NOT NULL,
  prompt text NOT NULL,
  phase text,
  artifact_type text,
  tier text NOT NULL,
  max_attempts integer NOT NULL,
  timeout_seconds integer NOT NULL,
  side_effects text NOT NULL,
  depends_on integer[],
  PRIMARY KEY (run_id, node)
);
CREATE UNIQUE INDEX task_specs_run_id_key_key ON task_specs (run_id, key);

CREATE TABLE ready_tasks (
  run_id uuid NOT NULL,
  rank smallint NOT NULL,
  node integer NOT NULL,
  ready_at timestamptz(6) NOT NULL,
  PRIMARY KEY (run_id, rank, node)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

CREATE TABLE attempts (
  run_id uuid NOT NULL,
  node integer NOT NULL,
  epoch integer NOT NULL,
  attempt integer NOT NULL,
  worker_id uuid,
  started_at timestamptz(6) NOT NULL,
  finished_at timestamptz(6) NOT NULL,
  outcome text NOT NULL,
  failure jsonb,
  retry_at timestamptz(6),
  PRIMARY KEY (run_id, node, epoch)
);

CREATE TABLE run_events (
  run_id uuid NOT NULL,
  seq bigint NOT NULL,
  type text NOT NULL,
  at timestamptz(6) NOT NULL,
  actor text NOT NULL,
  node integer,
  data jsonb NOT NULL,
  PRIMARY KEY (run_id, seq)
);

CREATE TABLE conversations (
  run_id uuid NOT NULL,
  node integer NOT NULL,
  conversation integer NOT NULL,
  system text NOT NULL,
  "user" text NOT NULL,
  created_at timestamptz(6) NOT NULL,
  PRIMARY KEY (run_id, node, conversation)
);

CREATE TABLE turns (
  run_id uuid NOT NULL,
  node integer NOT NULL,
  conversation integer NOT NULL,
  turn integer NOT NULL,
  attempt integer NOT NULL,
  epoch integer NOT NULL,
  model text NOT NULL,
  text text NOT NULL,
  refusal text,
  finish_reason text,
  input_tokens integer NOT NULL,
  output_tokens integer NOT NULL,
  cost_micro bigint NOT NULL,
  priced boolean NOT NULL,
  feedback text,
  started_at timestamptz(6) NOT NULL,
  finished_at timestamptz(6) NOT NULL,
  PRIMARY KEY (run_id, node, conversation, turn)
);

CREATE TABLE tool_calls (
  run_id uuid NOT NULL,
  node integer NOT NULL,
  conversation integer NOT NULL,
  turn integer NOT NULL,
  index integer NOT NULL,
  call_id text NOT NULL,
  name text NOT NULL,
  arguments text NOT NULL,
  status text NOT NULL,
  result text,
  PRIMARY KEY (run_id, node, conversation, turn, index)
);

CREATE TABLE artifacts (
  id uuid PRIMARY KEY,
  run_id uuid NOT NULL,
  node integer,
  name text NOT NULL,
  type text NOT NULL,
  version integer NOT NULL,
  sha256 text NOT NULL,
  bytes integer NOT NULL,
  metadata jsonb NOT NULL,
  created_at timestamptz(6) NOT NULL
);
CREATE UNIQUE INDEX artifacts_run_id_name_version_key ON artifacts (run_id, name, version);

CREATE TABLE artifact_contents (
  sha256 text PRIMARY KEY,
  content text NOT NULL
);

CREATE TABLE clock_skew (
  id integer PRIMARY KEY DEFAULT 1,
  skew varchar(40) NOT NULL DEFAULT '0'
);
INSERT INTO clock_skew (id, skew) VALUES (1, '0');

-- The one clock: the database's own (a transaction that waited for a lock would have an old now()), plus what tests add.
CREATE FUNCTION signalbox_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
  SELECT clock_timestamp() + (SELECT skew::interval FROM clock_skew WHERE id = 1)
$$;

CREATE FUNCTION signalbox_raise(message text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'SB001', MESSAGE = message;
END $$;

-- The status a run's head takes once its counts are known: ended when nothing can move any more.
CREATE FUNCTION signalbox_run_status(current run_status, pending int, ready int, running int, waiting int, failed int) RETURNS run_status
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN current NOT IN ('RUNNING', 'PAUSED', 'PLANNING') OR ready + running + waiting > 0 THEN current
    WHEN pending > 0 OR failed > 0 THEN 'FAILED'::run_status
    ELSE 'SUCCEEDED'::run_status
  END
$$;
