-- Chunks belong to a run and are named by small numbers: a checkpoint that shares nearly all of them costs a few bytes for each, and
-- what nobody of the run names any more is found without looking at other runs.
DROP INDEX checkpoints_chunks_idx;
ALTER TABLE checkpoints DROP COLUMN chunks;
ALTER TABLE checkpoints ADD COLUMN chunks integer[] NOT NULL;
ALTER TABLE checkpoints ADD COLUMN compressed boolean NOT NULL;

DROP TABLE checkpoint_chunks;
CREATE TABLE checkpoint_chunks (
  run_id uuid NOT NULL,
  number integer NOT NULL,
  hash text NOT NULL,
  body bytea NOT NULL,
  compressed boolean NOT NULL,
  PRIMARY KEY (run_id, number)
);
CREATE UNIQUE INDEX checkpoint_chunks_run_id_hash_key ON checkpoint_chunks (run_id, hash);
-- Compressed already: a second try costs time and gains nothing.
ALTER TABLE checkpoint_chunks ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE checkpoints ALTER COLUMN manifest SET STORAGE EXTERNAL;

-- Who was forked from a run, and from which of its checkpoints.
CREATE INDEX runs_forked_from_idx ON runs (forked_from) WHERE forked_from IS NOT NULL;
CREATE INDEX runs_forked_checkpoint_idx ON runs (forked_checkpoint) WHERE forked_checkpoint IS NOT NULL;
