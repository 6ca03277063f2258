import type { Tx } from '@/server/infra/db/tx';

/** Makes the trigram index where it is missing and can be made. False: this server has no pg_trgm, or does not let us. */
export async function ensureSearchIndex(tx: Tx): Promise<boolean> {
  const [row] = await tx.query<{ indexed: boolean }>({ text: 'SELECT signalbox_search_index() AS indexed' });
  return row?.indexed ?? false;
}

// The words are read behind the mark that is taken, in one commit: who marks a run after this began marks it anew.
const REFRESH_DUE = `
WITH due AS (
  DELETE FROM run_search_due WHERE id IN (SELECT id FROM run_search_due ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING run_id
), written AS (
  INSERT INTO run_search AS s (run_id, text, seq, refreshed_at)
  SELECT h.run_id, signalbox_search_text(h.run_id), h.last_seq, signalbox_now()
  FROM (SELECT DISTINCT run_id FROM due) d JOIN run_heads h ON h.run_id = d.run_id
  ON CONFLICT (run_id) DO UPDATE SET text = excluded.text, seq = excluded.seq, refreshed_at = excluded.refreshed_at
)
SELECT count(*) AS taken FROM due`;

/** Reads the words of at most `limit` marked runs again. Returns how many marks were taken. */
export async function refreshDueSearch(tx: Tx, limit: number): Promise<number> {
  const [row] = await tx.query<{ taken: number }>({ name: 'search_due', text: REFRESH_DUE, values: [limit] });
  return row?.taken ?? 0;
}

const REFRESH_MOVED = `
WITH moved AS (
  SELECT s.run_id FROM run_list l JOIN run_heads h ON h.run_id = l.run_id JOIN run_search s ON s.run_id = l.run_id
  WHERE NOT l.ended AND h.last_seq > s.seq AND s.refreshed_at < signalbox_now() - $2::float8 * interval '1 ms' LIMIT $1
), written AS (
  UPDATE run_search s SET text = signalbox_search_text(s.run_id), seq = h.last_seq, refreshed_at = signalbox_now()
  FROM moved m JOIN run_heads h ON h.run_id = m.run_id WHERE s.run_id = m.run_id
)
SELECT count(*) AS taken FROM moved`;

/** The same for runs at work that moved since they were read, a while ago: they may have written artifacts. */
export async function refreshMovedSearch(tx: Tx, limit: number, olderThanMs: number): Promise<number> {
  const [row] = await tx.query<{ taken: number }>({ name: 'search_moved', text: REFRESH_MOVED, values: [limit, olderThanMs] });
  return row?.taken ?? 0;
}
