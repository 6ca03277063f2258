import type { Tx } from '@/server/infra/db/tx';

interface LeftWorker {
  id: string;
  hostname: string;
  pid: number;
}

/** Workers that never signed off: they live, or something ended them. */
export function listLeftWorkers(tx: Tx): Promise<LeftWorker[]> {
  return tx.query<LeftWorker & Record<string, unknown>>({ text: 'SELECT id, hostname, pid FROM workers WHERE stopped_at IS NULL' });
}

/**
 * Bears witness that these workers' processes are gone. Their sessions then count as begun since the server's restart, so that a free
 * lock says again what it always says (lease.ts): nobody lives there, and nobody waits for the lease. One that lives after all takes
 * a new lock when it registers again.
 */
export async function declareGone(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.query({
    text: 'UPDATE workers SET session_started_at = signalbox_now() WHERE id = ANY ($1::uuid[]) AND stopped_at IS NULL',
    values: [ids],
  });
}
