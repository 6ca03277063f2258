-- Contents are shared by their hash. What no artifact names any more goes, but never one that was asked for a moment ago:
-- every writer of an artifact moves `used_at`, so a deletion that waited for him sees it.
ALTER TABLE artifact_contents ADD COLUMN used_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
CREATE INDEX artifacts_sha256_idx ON artifacts (sha256);
-- Ended runs by age.
CREATE INDEX run_heads_finished_at_idx ON run_heads (finished_at) WHERE finished_at IS NOT NULL;
