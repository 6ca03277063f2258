import { expect, it } from 'vitest';
import { createTestDatabase } from '@/test/database';
import { until } from '@/test/engine/until';
import { createDatabase } from './database';

it('survives a connection that breaks between two statements of a transaction', async () => {
  const database = await createTestDatabase();
  const db = createDatabase(database.url, { max: 2, applicationName: 'test', onError: () => undefined });
  const broken = db.transaction(async (tx) => {
    const [row] = await tx.query<{ pid: number }>({ text: 'SELECT pg_backend_pid() AS pid' });
    await db.query({ text: 'SELECT pg_terminate_backend($1)', values: [row?.pid] });
    await until('the backend to go', async () => {
      const left = await db.query({ text: 'SELECT 1 FROM pg_stat_activity WHERE pid = $1', values: [row?.pid] });
      return left.length === 0;
    });
    await tx.query({ text: 'SELECT 1' });
  });
  await expect(broken).rejects.toThrow();
  expect(await db.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
  await db.close();
  await database.drop();
});
