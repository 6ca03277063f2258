-- Tools of MCP servers, and the calls that wait for a person.

-- What a person has let through, or asked for again, need not be asked a second time.
ALTER TABLE tool_calls ADD COLUMN approved boolean NOT NULL DEFAULT false;

CREATE TABLE tool_approvals (
  id uuid PRIMARY KEY DEFAULT signalbox_uuid7(),
  run_id uuid NOT NULL,
  node integer NOT NULL,
  epoch integer NOT NULL,
  conversation integer NOT NULL,
  turn integer NOT NULL,
  index integer NOT NULL,
  kind text NOT NULL,
  server text NOT NULL,
  tool text NOT NULL,
  name text NOT NULL,
  hash text NOT NULL,
  arguments text NOT NULL,
  status text NOT NULL,
  created_at timestamptz(6) NOT NULL,
  decided_at timestamptz(6),
  decided_by text,
  reason text
);
CREATE INDEX tool_approvals_run_id_node_idx ON tool_approvals (run_id, node);
CREATE INDEX tool_approvals_status_id_idx ON tool_approvals (status, id);

-- How a server does, as the worker that last dealt with it saw it. `wanted_at`: somebody asks for its list of tools.
CREATE TABLE mcp_servers (
  name text PRIMARY KEY,
  status text NOT NULL,
  error text,
  version text,
  pid integer,
  worker_id uuid,
  started_at timestamptz(3),
  listed_at timestamptz(3),
  wanted_at timestamptz(3),
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE mcp_tools (
  server text NOT NULL,
  name text NOT NULL,
  hash text NOT NULL,
  definition jsonb NOT NULL,
  seen_at timestamptz(3) NOT NULL,
  PRIMARY KEY (server, name)
);

-- A tool as it was when a person allowed it: what the model is shown, and what a change is compared with.
CREATE TABLE mcp_approved_tools (
  server text NOT NULL,
  name text NOT NULL,
  hash text NOT NULL,
  definition jsonb NOT NULL,
  approved_at timestamptz(3) NOT NULL,
  approved_by text NOT NULL,
  PRIMARY KEY (server, name)
);

CREATE TABLE mcp_calls (
  id uuid PRIMARY KEY DEFAULT signalbox_uuid7(),
  server text NOT NULL,
  tool text NOT NULL,
  run_id uuid NOT NULL,
  task_key text NOT NULL,
  at timestamptz(3) NOT NULL,
  duration_ms integer NOT NULL,
  ok boolean NOT NULL,
  error text
);
CREATE INDEX mcp_calls_server_id_idx ON mcp_calls (server, id);
