import type { Database, Tx } from '@/server/infra/db/tx';

/** What is read within sees one moment, and holds up nobody. */
export function inSnapshot<T>(db: Database, read: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    // Sent ahead of what is read, and not waited for: should it fail, so does everything behind it.
    const [, found] = await Promise.all([tx.query({ text: 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY' }), read(tx)]);
    return found;
  });
}
