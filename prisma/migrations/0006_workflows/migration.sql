-- Workflows (templates of runs) with their versions, and what starts them: schedules and signed webhooks.

ALTER TABLE runs ADD COLUMN workflow_key text, ADD COLUMN workflow_version integer;

CREATE TABLE workflows (
  key text PRIMARY KEY,
  version integer NOT NULL,
  title text NOT NULL,
  search text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  updated_by text NOT NULL,
  deleted_at timestamptz(3)
);

CREATE TABLE workflow_versions (
  workflow_key text NOT NULL,
  version integer NOT NULL,
  body jsonb NOT NULL,
  note text,
  created_at timestamptz(3) NOT NULL,
  created_by text NOT NULL,
  PRIMARY KEY (workflow_key, version)
);

CREATE TABLE schedules (
  id uuid PRIMARY KEY,
  workflow_key text NOT NULL,
  name text NOT NULL,
  cron text NOT NULL,
  time_zone text NOT NULL,
  enabled boolean NOT NULL,
  inputs jsonb NOT NULL,
  overlap text NOT NULL,
  catch_up boolean NOT NULL,
  next_at timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  created_by text NOT NULL
);
CREATE UNIQUE INDEX schedules_workflow_key_name_key ON schedules (workflow_key, name);
CREATE INDEX schedules_next_at_idx ON schedules (next_at);

-- Written in the transaction that creates the run: two processes that fire the same time make one run.
CREATE TABLE schedule_firings (
  schedule_id uuid NOT NULL,
  due_at timestamptz(3) NOT NULL,
  fired_at timestamptz(6) NOT NULL,
  outcome text NOT NULL,
  run_id uuid,
  detail text,
  PRIMARY KEY (schedule_id, due_at)
);

CREATE TABLE webhooks (
  id uuid PRIMARY KEY,
  workflow_key text NOT NULL,
  name text NOT NULL,
  enabled boolean NOT NULL,
  mapping jsonb NOT NULL,
  inputs jsonb NOT NULL,
  secret_version integer NOT NULL,
  created_at timestamptz(3) NOT NULL,
  created_by text NOT NULL,
  deleted_at timestamptz(3)
);
CREATE INDEX webhooks_workflow_key_idx ON webhooks (workflow_key);

CREATE TABLE webhook_deliveries (
  id uuid PRIMARY KEY,
  webhook_id uuid NOT NULL,
  at timestamptz(6) NOT NULL,
  status integer NOT NULL,
  signature text,
  run_id uuid,
  detail text
);
CREATE UNIQUE INDEX webhook_deliveries_webhook_id_signature_key ON webhook_deliveries (webhook_id, signature);
CREATE INDEX webhook_deliveries_webhook_id_id_idx ON webhook_deliveries (webhook_id, id);
