import type { Database, Tx } from '@/server/infra/db/tx';

/** What is read within sees one moment, and holds up nobody. */
export function inSnapshot<T>(db: Database, read: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    await tx.query({ text: 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY' });
    return read(tx);
  });
}
