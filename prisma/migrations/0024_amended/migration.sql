-- A person may change what an agent is about to do before they let it happen. What the agent wrote stays as it was.

-- Sent in the place of `arguments`; null: nobody changed them.
ALTER TABLE tool_calls ADD COLUMN amended text;

-- Applied in the place of `operations`.
ALTER TABLE edit_proposals ADD COLUMN amended jsonb;

-- What is open, of all runs: the inbox asks for it.
CREATE INDEX edit_proposals_status_id_idx ON edit_proposals (status, id);
