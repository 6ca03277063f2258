import type { Tx } from '@/server/infra/db/tx';

/** Workers heard of within `silentMs`. Rejects where the database cannot be reached. */
export async function countLiveWorkers(tx: Tx, silentMs: number): Promise<number> {
  const [row] = await tx.query<{ workers: number }>({
    name: 'health_workers',
    text: `SELECT count(*)::int AS workers FROM workers
           WHERE stopped_at IS NULL AND heartbeat_at > signalbox_now() - make_interval(secs => $1)`,
    values: [silentMs / 1000],
  });
  return row?.workers ?? 0;
}
