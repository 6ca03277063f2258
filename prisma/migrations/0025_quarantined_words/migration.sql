-- What was found in a run and may not be seen, word by word: whatever leaves is looked through for it, without reading the artifacts it stood in.
CREATE TABLE quarantined_words (
  run_id uuid NOT NULL,
  escalation_id uuid NOT NULL,
  -- SHA-256 of the word: a key may be longer than an index takes.
  digest text NOT NULL,
  -- held, released or kept, as of the question.
  status text NOT NULL,
  word text NOT NULL,
  PRIMARY KEY (run_id, escalation_id, digest)
);
CREATE INDEX quarantined_words_escalation_id_idx ON quarantined_words (escalation_id);

-- Places count UTF-16 code units: a character beyond the first 65,536 counts twice.
INSERT INTO quarantined_words (run_id, escalation_id, digest, status, word)
SELECT DISTINCT ON (f.run_id, f.escalation_id, f.digest) f.run_id, f.escalation_id, f.digest, f.status, f.word
FROM (
  SELECT w.run_id, w.escalation_id, encode(sha256(convert_to(w.word, 'UTF8')), 'hex') AS digest, w.status, w.word
  FROM (
    SELECT a.run_id, (a.quarantine ->> 'escalationId')::uuid AS escalation_id, a.quarantine ->> 'status' AS status,
      replace(substring(regexp_replace(c.content, '([\U00010000-\U0010FFFF])', E'\\1\u0001', 'g') FROM (p ->> 'start')::int + 1
        FOR (p ->> 'end')::int - (p ->> 'start')::int), E'\u0001', '') AS word
    FROM artifacts a JOIN artifact_contents c ON c.sha256 = a.sha256 CROSS JOIN LATERAL jsonb_array_elements(a.quarantine -> 'findings') p
    WHERE a.quarantine IS NOT NULL AND a.quarantine ->> 'escalationId' IS NOT NULL
  ) w WHERE length(w.word) >= 4
) f;
