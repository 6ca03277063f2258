-- The ladder of escalations, what they hold back, who is told of them, and content that is kept back until somebody has decided.

-- Open escalations hold what waits for this task: each counts as one more open edge to every direct dependent that has not begun.
ALTER TABLE tasks ADD COLUMN held boolean NOT NULL DEFAULT false;

-- `subject`: what a decision acts on. `action`: what is asked for, which a person may change before approving. `clock_left_ms`: the clock stands
-- (somebody was asked back), with so much left. `reserved`: only people may approve, and why. `retry_of`: the question that it asks again.
ALTER TABLE escalations
  ADD COLUMN subject text NOT NULL DEFAULT 'ruling',
  ADD COLUMN action jsonb,
  ADD COLUMN fingerprint text NOT NULL DEFAULT '',
  ADD COLUMN reserved text,
  ADD COLUMN tier_since timestamptz(6),
  ADD COLUMN clock_left_ms bigint,
  ADD COLUMN asked_back jsonb,
  ADD COLUMN assigned_to text,
  ADD COLUMN assigned_by text,
  ADD COLUMN snoozed_until timestamptz(6),
  ADD COLUMN approvals_needed integer NOT NULL DEFAULT 1,
  ADD COLUMN approver_group text,
  ADD COLUMN revocable_until timestamptz(6),
  ADD COLUMN revoked_by text,
  ADD COLUMN revoked_at timestamptz(6),
  ADD COLUMN retry_of uuid;
UPDATE escalations SET tier_since = created_at;
ALTER TABLE escalations ALTER COLUMN tier_since SET NOT NULL;
-- A deadline moves a few times in an escalation's life: the index holds open ones only.
CREATE INDEX escalations_deadline_idx ON escalations (deadline_at) WHERE status = 'OPEN' AND deadline_at IS NOT NULL;
CREATE INDEX escalations_decided_at_idx ON escalations (decided_at) WHERE decided_at IS NOT NULL;

-- The nodes that an open escalation holds back what waits for.
CREATE TABLE escalation_holds (
  escalation_id uuid NOT NULL,
  run_id uuid NOT NULL,
  node integer NOT NULL,
  PRIMARY KEY (escalation_id, node)
);
CREATE INDEX escalation_holds_run_id_node_idx ON escalation_holds (run_id, node);

-- What was said and done about an escalation, oldest first: by agents, by leads, by people and by the clock.
CREATE TABLE escalation_entries (
  id uuid PRIMARY KEY DEFAULT signalbox_uuid7(),
  escalation_id uuid NOT NULL,
  run_id uuid NOT NULL,
  kind text NOT NULL,
  by text NOT NULL,
  body text,
  data jsonb NOT NULL DEFAULT '{}',
  at timestamptz(6) NOT NULL
);
CREATE INDEX escalation_entries_escalation_id_idx ON escalation_entries (escalation_id, id);

-- One word a person: where several have to approve, each is kept.
CREATE TABLE escalation_votes (
  escalation_id uuid NOT NULL,
  voter text NOT NULL,
  run_id uuid NOT NULL,
  status text NOT NULL,
  note text,
  conditions jsonb NOT NULL DEFAULT '[]',
  at timestamptz(6) NOT NULL,
  PRIMARY KEY (escalation_id, voter)
);

-- Agents that are asked about an escalation: a queue of their own, claimed under a lease.
CREATE TABLE escalation_consults (
  id uuid PRIMARY KEY DEFAULT signalbox_uuid7(),
  escalation_id uuid NOT NULL,
  run_id uuid NOT NULL,
  -- judge: may approve, ask or pass on. answer: answers what it is asked.
  kind text NOT NULL,
  tier text NOT NULL,
  role text NOT NULL,
  question text,
  asked_by text,
  status text NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  next_at timestamptz(6) NOT NULL,
  worker_id uuid,
  lease_until timestamptz(6),
  answer jsonb,
  last_error text,
  model text,
  cost_micro bigint NOT NULL DEFAULT 0,
  created_at timestamptz(6) NOT NULL,
  finished_at timestamptz(6)
);
CREATE INDEX escalation_consults_due_idx ON escalation_consults (next_at) WHERE status IN ('queued', 'running');
CREATE INDEX escalation_consults_escalation_id_idx ON escalation_consults (escalation_id);

-- Null: nothing was found. {status: 'held' | 'released' | 'kept', findings: [{rule, kind, message, start, end, line}], escalationId}.
ALTER TABLE artifacts ADD COLUMN quarantine jsonb;

-- Messages to people and systems outside: durable, retried, sent once a dedupe_key.
CREATE TABLE notification_deliveries (
  id uuid PRIMARY KEY DEFAULT signalbox_uuid7(),
  escalation_id uuid,
  run_id uuid,
  kind text NOT NULL,
  channel text NOT NULL,
  target text NOT NULL,
  dedupe_key text NOT NULL UNIQUE,
  payload jsonb NOT NULL,
  status text NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  next_at timestamptz(6) NOT NULL,
  worker_id uuid,
  lease_until timestamptz(6),
  last_error text,
  created_at timestamptz(6) NOT NULL,
  sent_at timestamptz(6)
);
CREATE INDEX notification_deliveries_due_idx ON notification_deliveries (next_at) WHERE status IN ('queued', 'sending');
CREATE INDEX notification_deliveries_escalation_id_idx ON notification_deliveries (escalation_id);
CREATE INDEX notification_deliveries_run_id_idx ON notification_deliveries (run_id);

-- What a link in a message opens: one escalation for one person, until used or expired. Only its hash is kept.
CREATE TABLE decision_links (
  token_hash text PRIMARY KEY,
  escalation_id uuid NOT NULL,
  run_id uuid NOT NULL,
  person text NOT NULL,
  created_at timestamptz(6) NOT NULL,
  expires_at timestamptz(6) NOT NULL,
  used_at timestamptz(6)
);
CREATE INDEX decision_links_run_id_idx ON decision_links (run_id);

CREATE TABLE notification_preferences (
  user_id uuid PRIMARY KEY,
  value jsonb NOT NULL,
  version integer NOT NULL DEFAULT 1
);
