-- Statistics of what has ended. The hot path writes none of them: a periodic job counts the raw rows once, up to a watermark, in the
-- transaction that moves the watermark.

-- Both tables are only ever appended to, so that time follows the blocks: a few bytes for every 16 of them serve as the index.
-- Prisma cannot say the storage parameter.
CREATE INDEX attempts_finished_at_idx ON attempts USING brin (finished_at timestamptz_minmax_ops) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX turns_finished_at_idx ON turns USING brin (finished_at timestamptz_minmax_ops) WITH (pages_per_range = 16, autosummarize = on);

-- `span` is the width of a bucket in seconds: 300, later folded into 3,600 and 86,400.
-- `slot` is the place of a duration among the bounds in server/core/metrics/durations.ts.
CREATE TABLE task_stats (
  span integer NOT NULL,
  bucket timestamptz(0) NOT NULL,
  role text NOT NULL,
  outcome text NOT NULL,
  slot smallint NOT NULL,
  count bigint NOT NULL,
  duration_ms bigint NOT NULL,
  PRIMARY KEY (span, bucket, role, outcome, slot)
) WITH (fillfactor = 80);

CREATE TABLE call_stats (
  span integer NOT NULL,
  bucket timestamptz(0) NOT NULL,
  role text NOT NULL,
  model text NOT NULL,
  calls bigint NOT NULL,
  unpriced bigint NOT NULL,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  cost_micro bigint NOT NULL,
  PRIMARY KEY (span, bucket, role, model)
) WITH (fillfactor = 80);

-- The highest value that was seen in a bucket: what cannot be counted again from rows that stay.
CREATE TABLE gauge_stats (
  span integer NOT NULL,
  bucket timestamptz(0) NOT NULL,
  name text NOT NULL,
  peak bigint NOT NULL,
  PRIMARY KEY (span, bucket, name)
) WITH (fillfactor = 80);

-- Since ever, under the bounded labels of /api/metrics: these only grow.
CREATE TABLE task_totals (
  role text NOT NULL,
  outcome text NOT NULL,
  slot smallint NOT NULL,
  count bigint NOT NULL,
  duration_ms bigint NOT NULL,
  PRIMARY KEY (role, outcome, slot)
) WITH (fillfactor = 80);

CREATE TABLE call_totals (
  role text NOT NULL,
  model text NOT NULL,
  calls bigint NOT NULL,
  unpriced bigint NOT NULL,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  cost_micro bigint NOT NULL,
  PRIMARY KEY (role, model)
) WITH (fillfactor = 80);

-- One row. NULL: nothing is counted yet, the job begins at the oldest row there is.
CREATE TABLE stats_state (
  id integer PRIMARY KEY DEFAULT 1,
  counted_until timestamptz(6)
);
INSERT INTO stats_state (id) VALUES (1);
