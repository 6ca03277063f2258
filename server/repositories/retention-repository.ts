import type { Tx } from '@/server/infra/db/tx';

/** Every table with rows of a run. A test compares it with the database: a new table must be named here. */
export const TABLES_OF_A_RUN = [
  'ready_tasks',
  'run_events',
  'attempts',
  'tool_calls',
  'turns',
  'conversations',
  'task_outputs',
  'tool_approvals',
  'mcp_calls',
  'artifacts',
  'graph_edits',
  'edit_proposals',
  'quarantined_words',
  'escalation_holds',
  'escalation_entries',
  'escalation_votes',
  'escalation_consults',
  'consult_calls',
  'notification_deliveries',
  'decision_links',
  'escalations',
  'gate_verdicts',
  'task_spec_history',
  'task_specs',
  'dead_letters',
  'checkpoint_watch',
  'checkpoint_chunks',
  'checkpoints',
  'tasks',
  'run_search_due',
  'run_search',
  'run_list',
  'run_heads',
] as const;

/** Histories that outlive the run they name: its id goes, the row stays. */
export const TABLES_THAT_NAME_A_RUN = ['schedule_firings', 'webhook_deliveries'] as const;

/** Runs that ended this many days ago, oldest first. With a pinned checkpoint, or a fork that is still there, a run stays. */
export async function findExpiredRuns(tx: Tx, days: number, limit: number): Promise<string[]> {
  const rows = await tx.query<{ run_id: string }>({
    name: 'retention_find',
    text: `SELECT h.run_id FROM run_heads h WHERE h.finished_at < signalbox_now() - $1::int * interval '1 day'
      AND NOT EXISTS (SELECT FROM checkpoints c WHERE c.run_id = h.run_id AND c.pinned) AND NOT EXISTS (SELECT FROM runs f WHERE f.forked_from = h.run_id)
      ORDER BY h.finished_at LIMIT $2`,
    values: [days, limit],
  });
  return rows.map((row) => row.run_id);
}

/**
 * Deletes runs with all that belongs to them, behind their gates: a run that somebody revived meanwhile stays. Returns the ids of
 * those that went.
 */
export async function deleteRuns(tx: Tx, runIds: readonly string[]): Promise<string[]> {
  const locked = await tx.query<{ run_id: string }>({
    text: 'SELECT run_id FROM run_heads WHERE run_id = ANY ($1::uuid[]) AND finished_at IS NOT NULL ORDER BY run_id FOR UPDATE',
    values: [runIds],
  });
  const ids = locked.map((row) => row.run_id);
  if (ids.length === 0) return [];
  const contents = await tx.query<{ sha256: string }>({
    text: 'SELECT DISTINCT sha256 FROM artifacts WHERE run_id = ANY ($1::uuid[])',
    values: [ids],
  });
  for (const table of TABLES_OF_A_RUN) await tx.query({ text: `DELETE FROM ${table} WHERE run_id = ANY ($1::uuid[])`, values: [ids] });
  for (const table of TABLES_THAT_NAME_A_RUN) {
    await tx.query({ text: `UPDATE ${table} SET run_id = NULL WHERE run_id = ANY ($1::uuid[])`, values: [ids] });
  }
  await tx.query({ text: 'DELETE FROM runs WHERE id = ANY ($1::uuid[])', values: [ids] });
  await deleteUnusedContents(
    tx,
    contents.map((row) => row.sha256),
  );
  return ids;
}

// A writer moves `used_at` before it names the content: a deletion that waited for its row looks at the new time and leaves it.
async function deleteUnusedContents(tx: Tx, hashes: readonly string[]): Promise<void> {
  await tx.query({
    text: `DELETE FROM artifact_contents c WHERE c.sha256 = ANY ($1) AND c.used_at < signalbox_now() - interval '1 hour'
           AND NOT EXISTS (SELECT FROM artifacts a WHERE a.sha256 = c.sha256)`,
    values: [hashes],
  });
}
