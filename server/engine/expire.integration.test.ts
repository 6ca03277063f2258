import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEngine } from '@/test/engine/open-engine';
import { deleteExpired } from './expire';

let engine: Awaited<ReturnType<typeof openEngine>>;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

it('deletes idempotency keys after their 24 hours, and no younger one', async () => {
  const { db } = engine;
  await db.query({
    text: `INSERT INTO idempotency_keys (principal, key, route, body_hash, created_at) VALUES
      ('p', 'old', 'r', 'h', signalbox_now() - interval '25 hours'), ('p', 'young', 'r', 'h', signalbox_now() - interval '23 hours')`,
  });
  await deleteExpired(db);
  expect(await db.query({ text: 'SELECT key FROM idempotency_keys' })).toEqual([{ key: 'young' }]);
});
