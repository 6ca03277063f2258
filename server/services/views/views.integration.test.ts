import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Caller } from '@/server/core/access/caller';
import { createDatabase } from '@/server/infra/db/database';
import type { Database } from '@/server/infra/db/tx';
import { createTestDatabase, type TestDatabase } from '@/test/database';
import { createViewsService } from './create-views-service';

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = createDatabase(database.url, { max: 4, applicationName: 'views test', onError: () => undefined });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const person = (id: string): Caller => ({ kind: 'user', id, name: `${id}@example.com`, role: 'viewer' });
const [ada, grace] = [person('ada'), person('grace')];
const namesOf = async (caller: Caller) => (await createViewsService({ db }).list({ page: 'runs' }, caller)).map(({ name }) => name);

it('keeps the views of a person apart from those of others', async () => {
  const views = createViewsService({ db });
  const mine = await views.create({ page: 'runs', name: '  Night shift ', query: 'status=failed&since=24h' }, ada);
  expect(mine).toMatchObject({ name: 'Night shift', query: 'status=failed&since=24h' });
  await views.create({ page: 'runs', name: 'Budget', query: 'reason=budget' }, ada);
  await views.create({ page: 'runs', name: 'Night shift', query: '' }, grace);
  expect([await namesOf(ada), await namesOf(grace)]).toEqual([['Budget', 'Night shift'], ['Night shift']]);

  await expect(views.create({ page: 'runs', name: 'night SHIFT', query: '' }, ada)).rejects.toMatchObject({ code: 'conflict' });
  await expect(views.update({ viewId: mine.id, name: 'budget' }, ada)).rejects.toMatchObject({ code: 'conflict' });
  expect(await views.update({ viewId: mine.id, name: 'NIGHT shift' }, ada)).toMatchObject({ name: 'NIGHT shift', query: mine.query });
  expect(await views.update({ viewId: mine.id, query: 'q=x' }, ada)).toMatchObject({ name: 'NIGHT shift', query: 'q=x' });

  await expect(views.update({ viewId: mine.id, name: 'Mine now' }, grace)).rejects.toMatchObject({ code: 'not_found' });
  await expect(views.remove(mine.id, grace)).rejects.toMatchObject({ code: 'not_found' });
  await views.remove(mine.id, ada);
  await expect(views.remove(mine.id, ada)).rejects.toMatchObject({ code: 'not_found' });
  expect([await namesOf(ada), await namesOf(grace)]).toEqual([['Budget'], ['Night shift']]);
});

it('ends somewhere', async () => {
  const views = createViewsService({ db });
  const many = person('many');
  for (let index = 0; index < 100; index += 1) await views.create({ page: 'runs', name: `View ${index}`, query: '' }, many);
  await expect(views.create({ page: 'runs', name: 'One more', query: '' }, many)).rejects.toMatchObject({ code: 'invalid_input' });
});
