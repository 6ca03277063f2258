import { expect, it } from 'vitest';
import { RUN_STATUSES, type RunStatus } from '@/lib/contracts/run';
import { runStatusAfter } from '@/server/core/run/head';
import { openClient } from '@/test/client';
import { createTestDatabase } from '@/test/database';

it('signalbox_run_status says what runStatusAfter says, for every status and every kind of count', async () => {
  const database = await createTestDatabase();
  const client = await openClient(database.url);
  const { rows } = await client.query<{ s: RunStatus; p: number; r: number; n: number; w: number; f: number; after: RunStatus }>({
    text: `SELECT s, p, r, n, w, f, signalbox_run_status(s::run_status, p, r, n, w, f) AS after
      FROM unnest($1::text[]) s, generate_series(0, 1) p, generate_series(0, 1) r, generate_series(0, 1) n, generate_series(0, 1) w, generate_series(0, 1) f`,
    values: [RUN_STATUSES],
  });
  const rest = { total: 9, succeeded: 1, skipped: 0, cancelled: 0 };
  const wrong = rows.filter(
    ({ s, p, r, n, w, f, after }) => runStatusAfter(s, { ...rest, pending: p, ready: r, running: n, waiting: w, failed: f }) !== after,
  );
  expect(rows).toHaveLength(6 * 32);
  expect(wrong).toEqual([]);
  await client.end();
  await database.drop();
});
