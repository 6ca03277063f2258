import type { RunEvent } from '@/lib/contracts/event';
import type { RowName } from '@/server/core/timeline/timeline-answer';
import type { Tx } from '@/server/infra/db/tx';

interface EventRow {
  seq: number;
  type: string;
  at: Date;
  actor: string;
  node: number | null;
  data: unknown;
}

/** The log behind `after`, with `seq` up to there, as far as the fold looks into it: of a turn that is what it cost. */
export async function readFoldEvents(tx: Tx, runId: string, after: number, seq: number | null = null): Promise<RunEvent[]> {
  const rows = await tx.query<EventRow>({
    name: 'read_fold_events',
    text: `SELECT seq, type, at, actor, node,
        CASE type WHEN 'task.turn' THEN jsonb_build_object('costUsd', data->'costUsd') ELSE data END AS data FROM run_events
      WHERE run_id = $1 AND seq > $2 AND ($3::bigint IS NULL OR seq <= $3) ORDER BY seq`,
    values: [runId, after, seq],
  });
  // The log holds what was appended under these types: `EventData` is its schema.
  return rows.map(({ node, at, ...row }) => ({ ...row, at: at.toISOString(), ...(node === null ? {} : { node }) }) as RunEvent);
}

/** By key: how the tasks of a run are called, those that it has and those that it had. */
export async function readRowNames(tx: Tx, runId: string): Promise<Map<string, RowName>> {
  const rows = await tx.query<{ key: string; title: string; phase: string | null; role: string; side_effects: string }>({
    name: 'read_row_names',
    text: `SELECT DISTINCT ON (key) key, title, phase, role, side_effects FROM (
        SELECT key, title, phase, role, side_effects, 9223372036854775807 AS until FROM task_specs WHERE run_id = $1
        UNION ALL
        SELECT spec->>'key', spec->>'title', spec->>'phase', spec->>'role', spec->>'side_effects', until_seq FROM task_spec_history WHERE run_id = $1
      ) s ORDER BY key, until DESC`,
    values: [runId],
  });
  return new Map(rows.map(({ key, side_effects: effects, ...row }) => [key, { ...row, irreversible: effects === 'irreversible' }]));
}
