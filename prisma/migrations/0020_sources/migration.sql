-- A run that has ended asks for no budget any more, by whichever of the engine's ways it came to its end.
CREATE FUNCTION signalbox_close_budget_questions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE escalations SET status = 'SUPERSEDED', decided_at = signalbox_now(), closed_seq = NEW.last_seq
  WHERE run_id = NEW.run_id AND status = 'OPEN' AND subject = 'budget';
  RETURN NULL;
END $$;
CREATE TRIGGER run_heads_close_budget_questions AFTER UPDATE OF status ON run_heads FOR EACH ROW
  WHEN (NEW.status IN ('SUCCEEDED', 'FAILED', 'CANCELLED') AND OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION signalbox_close_budget_questions();

-- What one decision about found secrets releases: in its run and in copies of it.
CREATE INDEX artifacts_quarantine_idx ON artifacts ((quarantine ->> 'escalationId')) WHERE quarantine IS NOT NULL;
