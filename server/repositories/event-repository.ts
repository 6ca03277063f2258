import type { EventView } from '@/lib/contracts/event';
import type { Tx } from '@/server/infra/db/tx';

interface EventRow {
  seq: number;
  type: string;
  at: Date;
  actor: string;
  task_key: string | null;
  data: Record<string, unknown>;
}

/** The tail of a run's log behind `after`, at most `limit` events. */
export async function readEvents(tx: Tx, runId: string, after: number, limit: number): Promise<EventView[]> {
  const rows = await tx.query<EventRow>({
    name: 'read_events',
    text: `SELECT e.seq, e.type, e.at, e.actor, s.key AS task_key, e.data FROM run_events e
      LEFT JOIN task_specs s ON s.run_id = e.run_id AND s.node = e.node WHERE e.run_id = $1 AND e.seq > $2 ORDER BY e.seq LIMIT $3`,
    values: [runId, after, limit],
  });
  return rows.map((row) => ({
    seq: row.seq,
    type: row.type,
    at: row.at.toISOString(),
    actor: row.actor,
    ...(row.task_key ? { taskKey: row.task_key } : {}),
    data: row.data,
  }));
}
