-- What operators set in the console, who changed what, and the jobs that run by the clock.

CREATE TABLE settings (
  key text PRIMARY KEY,
  value jsonb NOT NULL,
  version integer NOT NULL DEFAULT 1,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_by text NOT NULL
);

CREATE TABLE audit_log (
  id uuid PRIMARY KEY DEFAULT signalbox_uuid7(),
  at timestamptz(6) NOT NULL,
  actor text NOT NULL,
  actor_id text NOT NULL,
  action text NOT NULL,
  target_kind text NOT NULL,
  target_id text NOT NULL,
  target_name text,
  before jsonb,
  after jsonb,
  reason text
);
CREATE INDEX audit_log_target_kind_target_id_idx ON audit_log (target_kind, target_id);
CREATE INDEX audit_log_actor_idx ON audit_log (actor);

-- Append-only, also for whoever holds the application's own connection.
CREATE FUNCTION signalbox_refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'SB002', MESSAGE = 'the audit log is append-only';
END $$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION signalbox_refuse_audit_change();

CREATE TABLE periodic_jobs (
  name text PRIMARY KEY,
  next_at timestamptz(6) NOT NULL,
  started_at timestamptz(6),
  finished_at timestamptz(6),
  error text
);
