import type { Tx } from '@/server/infra/db/tx';

/** The one clock's time: SQL never gets Node's. */
export async function readDatabaseTime(tx: Tx): Promise<Date> {
  const [row] = await tx.query<{ now: Date }>({ name: 'database_time', text: 'SELECT signalbox_now() AS now' });
  if (!row) throw new Error('the database did not say what time it is');
  return row.now;
}
