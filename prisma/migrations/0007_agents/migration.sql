-- What makes an agent of each role, as somebody changed it. Version 0 is the shipped definition, which is in the code and not here.

CREATE TABLE agent_versions (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  role text NOT NULL,
  version integer NOT NULL,
  -- Null: as shipped, whatever the installed version ships.
  definition jsonb,
  action text NOT NULL,
  changed text[],
  reason text,
  created_at timestamptz(3) NOT NULL,
  created_by text NOT NULL
);
CREATE UNIQUE INDEX agent_versions_role_version_key ON agent_versions (role, version);

-- A version that runs were started with never changes.
CREATE FUNCTION signalbox_refuse_agent_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'SB003', MESSAGE = 'versions of agents are immutable';
END $$;
CREATE TRIGGER agent_versions_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON agent_versions
  FOR EACH STATEMENT EXECUTE FUNCTION signalbox_refuse_agent_change();
