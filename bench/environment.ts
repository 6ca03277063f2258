import { cpus, loadavg, totalmem } from 'node:os';
import type { Tx } from '@/server/infra/db/tx';

/** One line on what the figures were measured on: without it they say nothing. */
export async function describeEnvironment(tx: Tx): Promise<string> {
  const [row] = await tx.query<{ version: string; fsync: string; sync: string }>({
    text: `SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS sync`,
  });
  const cores = cpus();
  const memoryGb = Math.round(totalmem() / 2 ** 30);
  const load = loadavg().map((value) => value.toFixed(1));
  return [
    `${cores[0]?.model.trim() ?? 'unknown CPU'}, ${cores.length} cores, ${memoryGb} GB; load ${load.join(' ')}`,
    `Node ${process.version}, PostgreSQL ${row?.version} (fsync ${row?.fsync}, synchronous_commit ${row?.sync})`,
  ].join('\n');
}
