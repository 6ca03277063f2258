-- What agents and leads are asked about escalations is paid like a task's turn, and counted with them by role and model.
CREATE TABLE consult_calls (
  run_id uuid NOT NULL,
  -- Of its `escalation.consulted`.
  seq bigint NOT NULL,
  role text NOT NULL,
  model text NOT NULL,
  input_tokens integer NOT NULL,
  output_tokens integer NOT NULL,
  cost_micro bigint NOT NULL,
  priced boolean NOT NULL,
  finished_at timestamptz(6) NOT NULL,
  PRIMARY KEY (run_id, seq)
);
CREATE INDEX consult_calls_finished_at_idx ON consult_calls (finished_at);

INSERT INTO consult_calls (run_id, seq, role, model, input_tokens, output_tokens, cost_micro, priced, finished_at)
SELECT e.run_id, e.seq, e.data ->> 'role', e.data ->> 'model', (e.data ->> 'inputTokens')::int, (e.data ->> 'outputTokens')::int,
  round((e.data ->> 'costUsd')::numeric * 1000000), (e.data ->> 'priced')::boolean, e.at
FROM run_events e WHERE e.type = 'escalation.consulted' AND e.run_id IN (SELECT run_id FROM escalation_consults);
