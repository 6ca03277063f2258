import type { Tx } from '@/server/infra/db/tx';
import type { Stage } from './stage';

/** A task whose worker was taken away while it ran it. */
export interface LostLease {
  run: string;
  node: number;
  kind: 'killed' | 'stopped';
  /** From the strike (or from PostgreSQL's return, where it was away meanwhile) to the event that gave the task back. */
  lostMs: number;
  /** From the strike to the event that started it again; null where it was not started again (cancelled, failed). */
  restartMs: number | null;
  /** PostgreSQL was away between strike and event: the whole lease counts from its return. */
  outage: boolean;
}

interface ReleaseRow {
  run_id: string;
  node: number;
  released_at: Date;
  restarted_at: Date | null;
  pid: number | null;
}

// Whose task it was says the event that started it; the worker's row says which process that was.
const RELEASES = `
SELECT r.run_id, r.node, r.at AS released_at, n.at AS restarted_at, w.pid
FROM run_events r
JOIN run_events s ON s.run_id = r.run_id AND s.node = r.node AND s.type = 'task.started' AND s.data ->> 'epoch' = r.data ->> 'epoch'
LEFT JOIN workers w ON s.actor = 'worker:' || w.id
LEFT JOIN LATERAL (SELECT x.at FROM run_events x WHERE x.run_id = r.run_id AND x.node = r.node AND x.type = 'task.started' AND x.seq > r.seq
  ORDER BY x.seq LIMIT 1) n ON true
WHERE r.type = 'task.released' AND r.data ->> 'reason' = 'worker_lost'`;

/** How long each task of a worker that was taken away lay until somebody had it again; by the events and the times of the strikes. */
export async function measureTakeovers(tx: Tx, stage: Pick<Stage, 'strikes' | 'outages'>): Promise<LostLease[]> {
  const rows = await tx.query<ReleaseRow & Record<string, unknown>>({ text: RELEASES });
  return rows.flatMap((row): LostLease[] => {
    const released = row.released_at.getTime();
    const strike = stage.strikes.findLast(({ pid, at }) => pid === row.pid && at <= released);
    if (!strike) return [];
    const during = stage.outages.filter(({ from, to }) => to > strike.at && from < released);
    const base = Math.max(strike.at, ...during.map(({ to }) => to));
    return [
      {
        run: row.run_id,
        node: row.node,
        kind: strike.kind,
        lostMs: released - base,
        restartMs: row.restarted_at && row.restarted_at.getTime() - strike.at,
        outage: during.length > 0,
      },
    ];
  });
}
