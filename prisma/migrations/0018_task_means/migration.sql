-- What finished tasks came to, for the forecasts of edits: counted with the other statistics, behind the same watermark.
CREATE TABLE task_means (
  role text NOT NULL,
  tier text NOT NULL,
  kind text NOT NULL,
  count bigint NOT NULL,
  cost_micro bigint NOT NULL,
  duration_ms bigint NOT NULL,
  PRIMARY KEY (role, tier, kind)
) WITH (fillfactor = 80);

-- Of what the statistics have counted by now, the last month.
INSERT INTO task_means (role, tier, kind, count, cost_micro, duration_ms)
SELECT s.role, s.tier, s.kind, count(*), sum(t.cost_micro)::bigint,
  sum(greatest(0, extract(epoch FROM a.finished_at - a.started_at) * 1000))::bigint
FROM stats_state w
JOIN attempts a ON a.finished_at < w.counted_until AND a.finished_at >= w.counted_until - interval '30 days' AND a.outcome = 'succeeded'
JOIN task_specs s ON s.run_id = a.run_id AND s.node = a.node
JOIN tasks t ON t.run_id = a.run_id AND t.node = a.node
GROUP BY 1, 2, 3;
