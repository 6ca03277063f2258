-- Several model endpoints: who answered a turn, how they fare, and what they may be asked a minute.

ALTER TABLE turns ADD COLUMN endpoint text, ADD COLUMN fallback boolean NOT NULL DEFAULT false;

-- Counts a minute, an endpoint and a measure: `call`, `error` (label: its class), `latency` and `first_token` (label: a step of a
-- geometric scale of milliseconds), `model` (label: who answered). Written by workers in batches, never on the way of a call.
CREATE TABLE model_stats (
  endpoint text NOT NULL,
  minute timestamptz(0) NOT NULL,
  measure text NOT NULL,
  label text NOT NULL,
  count integer NOT NULL,
  PRIMARY KEY (endpoint, minute, measure, label)
);
CREATE INDEX model_stats_minute_idx ON model_stats (minute);

-- What each process thinks of an endpoint just now: every worker has a circuit of its own.
CREATE TABLE model_circuits (
  endpoint text NOT NULL,
  process uuid NOT NULL,
  state text NOT NULL,
  last_failure jsonb,
  last_failure_at timestamptz(3),
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (endpoint, process)
);

-- What was asked of an endpoint in the last minute, second by second. Unlogged: after a crash of the server a minute is forgotten.
CREATE UNLOGGED TABLE model_limits (
  endpoint text PRIMARY KEY,
  next_at timestamptz(6) NOT NULL
);
CREATE UNLOGGED TABLE model_limit_seconds (
  endpoint text NOT NULL,
  second bigint NOT NULL,
  requests integer NOT NULL,
  tokens bigint NOT NULL,
  PRIMARY KEY (endpoint, second)
);

-- Takes one request and an estimate of tokens out of what an endpoint may be asked in any 60 s, for all workers at once: behind the
-- lock of its row, by the database's time. The seconds before the current one are counted from the 61st on: a request of the 60th may
-- arrive late, and the endpoint counts arrivals. A null limit is none.
-- Refused (`second` null): `wait_ms` is when there is room for it; those refused together are told different times, a
-- request's share of the minute apart (at most a minute), so that they do not all come back at once.
CREATE FUNCTION signalbox_reserve_model(p_endpoint text, p_requests integer, p_tokens integer, p_estimate integer)
RETURNS TABLE (second bigint, wait_ms integer) LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz;
  v_second bigint;
  v_next timestamptz;
  v_estimate integer := least(p_estimate, p_tokens);
  v_wait double precision;
BEGIN
  INSERT INTO model_limits (endpoint, next_at) VALUES (p_endpoint, '-infinity') ON CONFLICT DO NOTHING;
  SELECT l.next_at INTO v_next FROM model_limits l WHERE l.endpoint = p_endpoint FOR UPDATE;
  v_now := signalbox_now();
  v_second := floor(extract(epoch FROM v_now));
  DELETE FROM model_limit_seconds s WHERE s.endpoint = p_endpoint AND s.second < v_second - 61;
  -- From the newest second back: the first one at which the sums are too much must leave the window before there is room.
  SELECT max(x.second) + 62 - extract(epoch FROM v_now) INTO v_wait FROM (
    SELECT s.second,
           sum(s.requests) OVER newer AS requests,
           sum(s.tokens) OVER newer AS tokens
    FROM model_limit_seconds s WHERE s.endpoint = p_endpoint
    WINDOW newer AS (ORDER BY s.second DESC)
  ) x WHERE x.requests + 1 > p_requests OR x.tokens + v_estimate > p_tokens;
  IF v_wait IS NULL THEN
    INSERT INTO model_limit_seconds AS s (endpoint, second, requests, tokens) VALUES (p_endpoint, v_second, 1, v_estimate)
      ON CONFLICT (endpoint, second) DO UPDATE SET requests = s.requests + 1, tokens = s.tokens + excluded.tokens;
    RETURN QUERY SELECT v_second, 0;
    RETURN;
  END IF;
  v_next := least(greatest(v_next, v_now + v_wait * interval '1 second'), v_now + interval '60 seconds');
  UPDATE model_limits l SET next_at = v_next + 60.0 / coalesce(p_requests, 600) * interval '1 second' WHERE l.endpoint = p_endpoint;
  RETURN QUERY SELECT NULL::bigint, greatest(1, ceil(extract(epoch FROM v_next - v_now) * 1000))::integer;
END $$;
