import { hostname } from 'node:os';
import { declareGone, listLeftWorkers } from '@/server/engine/left-workers';
import { openSession } from '@/server/infra/db/database';
import { processIdentity } from '@/server/infra/embedded/process-identity';

/**
 * After a start of the embedded server every worker's session is gone, of those who live too, and so everybody would wait for the
 * whole lease. But that server answers on the loopback alone: its workers run, or ran, on this machine, where a look at the processes tells.
 */
export async function witnessDeadWorkers(databaseUrl: string): Promise<void> {
  const session = await openSession(databaseUrl, 'signalbox launcher');
  try {
    const left = await listLeftWorkers(session);
    const gone = await Promise.all(left.map(async (worker) => worker.hostname === hostname() && !(await isWorker(worker.pid))));
    await declareGone(
      session,
      left.filter((_, index) => gone[index]).map((worker) => worker.id),
    );
  } finally {
    await session.close();
  }
}

/** A later process may have the number; a worker's command line contains the word. */
async function isWorker(pid: number): Promise<boolean> {
  return (await processIdentity(pid))?.command.includes('worker') ?? false;
}
