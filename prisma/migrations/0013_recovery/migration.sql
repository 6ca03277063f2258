-- Dead letters, checkpoints, and what both need of the engine's tables.

-- A task that a person has set aside (a dead letter resolved by hand): SKIPPED, and its edges count as TAKEN.
ALTER TABLE tasks ADD COLUMN resolved boolean NOT NULL DEFAULT false;
-- What an operator gives a replayed task besides its materials.
ALTER TABLE task_specs ADD COLUMN input text;
-- False: a rewind went back before it. Artifacts are never deleted by it, and versions go on counting.
ALTER TABLE artifacts ADD COLUMN current boolean NOT NULL DEFAULT true;
-- Paid by the run (or the part of the run) that this one was forked or rewound from.
ALTER TABLE turns ADD COLUMN inherited boolean NOT NULL DEFAULT false;
-- Tasks added from now on begin with this epoch: a number used again after a rewind never meets an old execution's epoch.
ALTER TABLE run_heads ADD COLUMN epoch_base integer NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN forked_checkpoint uuid;
ALTER TABLE runs ADD COLUMN forked_seq bigint;
ALTER TABLE runs ADD COLUMN checkpoint_seconds integer;

-- What a task handed on, once for each execution that did; `current` is what counts.
ALTER TABLE task_outputs DROP CONSTRAINT task_outputs_pkey;
ALTER TABLE task_outputs ADD PRIMARY KEY (run_id, node, epoch);
ALTER TABLE task_outputs ADD COLUMN current boolean NOT NULL DEFAULT true;

-- How a task was specified until (and with) a seq; what holds now stands in task_specs.
CREATE TABLE task_spec_history (
  run_id uuid NOT NULL,
  node integer NOT NULL,
  until_seq bigint NOT NULL,
  spec jsonb NOT NULL,
  PRIMARY KEY (run_id, node, until_seq)
);

CREATE TABLE dead_letters (
  id uuid PRIMARY KEY DEFAULT signalbox_uuid7(),
  run_id uuid NOT NULL,
  node integer NOT NULL,
  task_key text NOT NULL,
  epoch integer NOT NULL,
  fingerprint text NOT NULL,
  status text NOT NULL,
  error_message text NOT NULL,
  stack_trace text,
  failure jsonb NOT NULL,
  context jsonb NOT NULL,
  replay_count integer NOT NULL,
  regressed boolean NOT NULL,
  created_at timestamptz(6) NOT NULL,
  created_seq bigint NOT NULL,
  resolved_at timestamptz(6),
  resolved_by text,
  resolution_notes text,
  closed_seq bigint,
  changes jsonb,
  incident_replay_id uuid
);
CREATE UNIQUE INDEX dead_letters_run_id_node_epoch_key ON dead_letters (run_id, node, epoch);
CREATE INDEX dead_letters_fingerprint_status_id_idx ON dead_letters (fingerprint, status, id);
CREATE INDEX dead_letters_status_id_idx ON dead_letters (status, id);
CREATE INDEX dead_letters_incident_replay_id_idx ON dead_letters (incident_replay_id) WHERE incident_replay_id IS NOT NULL;

-- One row a cause, never updated by what fails: counts are read from the letters.
CREATE TABLE incidents (
  fingerprint text PRIMARY KEY,
  title text NOT NULL,
  place text NOT NULL,
  code text NOT NULL,
  http_status integer,
  first_seen_at timestamptz(6) NOT NULL
);

CREATE TABLE incident_replays (
  id uuid PRIMARY KEY DEFAULT signalbox_uuid7(),
  fingerprint text NOT NULL,
  status text NOT NULL,
  changes jsonb,
  override_reason text,
  canary_letter_id uuid,
  per_second double precision NOT NULL,
  total integer NOT NULL,
  replayed integer NOT NULL DEFAULT 0,
  skipped jsonb NOT NULL DEFAULT '{}',
  up_to_id uuid,
  started_by text NOT NULL,
  started_by_id text NOT NULL,
  note text,
  created_at timestamptz(6) NOT NULL,
  updated_at timestamptz(6) NOT NULL,
  finished_at timestamptz(6)
);
CREATE INDEX incident_replays_fingerprint_id_idx ON incident_replays (fingerprint, id);
CREATE INDEX incident_replays_active_idx ON incident_replays (id) WHERE finished_at IS NULL;

-- A run at a seq: a manifest, and the hashes of the chunks that it is made of.
CREATE TABLE checkpoints (
  id uuid PRIMARY KEY DEFAULT signalbox_uuid7(),
  run_id uuid NOT NULL,
  seq bigint NOT NULL,
  label text NOT NULL,
  kind text NOT NULL,
  pinned boolean NOT NULL DEFAULT false,
  hash text NOT NULL,
  manifest bytea NOT NULL,
  chunks text[] NOT NULL,
  bytes integer NOT NULL,
  summary jsonb NOT NULL,
  state_at timestamptz(6) NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz(6) NOT NULL
);
CREATE INDEX checkpoints_run_id_seq_id_idx ON checkpoints (run_id, seq, id);
CREATE INDEX checkpoints_chunks_idx ON checkpoints USING gin (chunks);

CREATE TABLE checkpoint_chunks (
  hash text PRIMARY KEY,
  body bytea NOT NULL,
  compressed boolean NOT NULL,
  used_at timestamptz(3) NOT NULL
);

-- How far the automatic checkpoints of a run have got.
CREATE TABLE checkpoint_watch (
  run_id uuid PRIMARY KEY,
  seen_seq bigint NOT NULL,
  last_seq bigint NOT NULL,
  last_at timestamptz(6) NOT NULL,
  phases text[] NOT NULL
);
