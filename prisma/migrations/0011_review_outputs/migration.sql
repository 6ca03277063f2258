-- A plan that a person reviews before it starts, and what tasks hand on as data.
ALTER TABLE runs ADD COLUMN review_plan boolean NOT NULL DEFAULT false;

-- JSON Schema of what a task hands on; null: nothing but its artifacts.
ALTER TABLE task_specs ADD COLUMN outputs jsonb;

CREATE TABLE task_outputs (
  run_id uuid NOT NULL,
  node integer NOT NULL,
  epoch integer NOT NULL,
  outputs jsonb NOT NULL,
  PRIMARY KEY (run_id, node)
);
