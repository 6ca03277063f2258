import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CreateWebhook, createWebhookSchema, updateWebhookSchema } from '@/lib/contracts/trigger';
import { signatureOf } from '@/server/core/webhook/signature';
import { type Engine, openEngine, operator } from '@/test/engine/open-engine';
import { openWorkflows, SECRET, type WorkflowWorld } from '@/test/workflows/open-workflows';

let engine: Engine;
let world: WorkflowWorld;
beforeAll(async () => {
  engine = await openEngine();
  world = openWorkflows(engine);
  await world.make('berths');
});
beforeEach(() => engine.skew('0'));
afterAll(() => engine.close());

const add = (over: Partial<CreateWebhook> = {}, key: string | null = null) =>
  world.webhooks.create(
    createWebhookSchema.parse({ key: 'berths', name: 'ci', ...over }),
    operator,
    key === null ? null : { key, bodyHash: key },
  );
const nowSeconds = () => Math.floor(Date.now() / 1000);
const send = (hook: { id: string; secret: string }, body: unknown, seconds = nowSeconds(), signature?: string | null) => {
  const bytes = new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
  const header = signature === undefined ? `t=${seconds},v1=${signatureOf(hook.secret, seconds, bytes)}` : signature;
  return world.webhooks.receive(hook.id, { peer: '::1', signature: header, readBody: async () => bytes });
};
const log = async (hook: { id: string }) => (await world.webhooks.deliveries(hook.id)).map(({ status, runId }) => [status, runId !== null]);

it('a signed body starts the run that it names', async () => {
  const hook = await add();
  const { runId } = await send(hook, { pier: 'the east pier', sender: { login: 'x' } });
  expect(await engine.runs.get(runId)).toMatchObject({
    goal: 'Plan the east pier',
    createdBy: 'webhook:ci',
    workflow: { key: 'berths', version: 1 },
  });
  expect(await log(hook)).toEqual([[202, true]]);
});

describe('is refused, and written down:', () => {
  it.each([
    [
      'a wrong signature',
      (hook: Hook) => send(hook, { pier: 'x' }, nowSeconds(), `t=${nowSeconds()},v1=${'0'.repeat(64)}`),
      'unauthenticated',
      401,
    ],
    ['none', (hook: Hook) => send(hook, { pier: 'x' }, nowSeconds(), null), 'unauthenticated', 401],
    ['one that is six minutes old', (hook: Hook) => send(hook, { pier: 'x' }, nowSeconds() - 360), 'unauthenticated', 401],
    ['one of the future', (hook: Hook) => send(hook, { pier: 'x' }, nowSeconds() + 360), 'unauthenticated', 401],
    ['the secret of another webhook', async (hook: Hook) => send({ ...(await add()), id: hook.id }, { pier: 'x' }), 'unauthenticated', 401],
    ['a body that is no JSON', (hook: Hook) => send(hook, '{"pier":'), 'invalid_json', 400],
    ['a body that is a list', (hook: Hook) => send(hook, [1]), 'invalid_input', 422],
    ['a missing input', (hook: Hook) => send(hook, {}), 'invalid_input', 422],
  ])('%s', async (_, attempt, code, status) => {
    const hook = await add();
    const before = await countRuns();
    await expect(attempt(hook)).rejects.toMatchObject({ code });
    expect(await log(hook)).toEqual([[status, false]]);
    expect(await countRuns()).toBe(before);
  });
});

it('the time is the database’s, not this machine’s', async () => {
  const hook = await add();
  await engine.skew('1 hour');
  await expect(send(hook, { pier: 'x' })).rejects.toMatchObject({ code: 'unauthenticated' });
  expect(await send(hook, { pier: 'x' }, nowSeconds() + 3_600)).toHaveProperty('runId');
});

it('a delivery that comes again starts nothing, also when all come at once', async () => {
  const hook = await add();
  const before = await countRuns();
  const seconds = nowSeconds();
  const answers = await Promise.allSettled(Array.from({ length: 8 }, () => send(hook, { pier: 'x' }, seconds)));
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'conflict' });
  expect(await countRuns()).toBe(before + 1);
  expect(await send(hook, { pier: 'x' }, seconds - 1)).toHaveProperty('runId');
});

it('a new secret ends the old one at once', async () => {
  const hook = await add();
  const { secret } = await world.webhooks.rotate(hook.id, operator);
  expect(secret).not.toBe(hook.secret);
  await expect(send(hook, { pier: 'x' })).rejects.toMatchObject({ code: 'unauthenticated' });
  expect(await send({ ...hook, secret }, { pier: 'x' })).toHaveProperty('runId');
});

it('off: a right signature is told, a wrong one is not; gone: unknown', async () => {
  const hook = await add();
  await world.webhooks.update(updateWebhookSchema.parse({ webhookId: hook.id, name: 'ci', enabled: false }), operator);
  await expect(send(hook, { pier: 'x' })).rejects.toMatchObject({ code: 'conflict' });
  await expect(send(hook, { pier: 'x' }, nowSeconds(), 'x')).rejects.toMatchObject({ code: 'unauthenticated' });
  await world.webhooks.delete(hook.id, operator);
  await expect(send(hook, { pier: 'x' })).rejects.toMatchObject({ code: 'not_found' });
});

it('an Idempotency-Key makes one webhook and tells its secret again, until that is another one', async () => {
  const [first, again] = [await add({ name: 'once' }, 'k'), await add({ name: 'once' }, 'k')];
  expect(again).toEqual(first);
  await world.webhooks.rotate(first.id, operator);
  await expect(add({ name: 'once' }, 'k')).rejects.toMatchObject({ code: 'gone' });
});

it('no secret is stored, not even in the audit log', async () => {
  const hook = await add({ name: 'secretive' });
  await world.webhooks.rotate(hook.id, operator);
  const tables = ['webhooks', 'webhook_deliveries', 'audit_log', 'idempotency_keys'];
  for (const table of tables) {
    const rows = await engine.db.query({ text: `SELECT * FROM ${table}` });
    expect(JSON.stringify(rows), table).not.toMatch(/whsec_/);
    expect(JSON.stringify(rows), table).not.toContain(SECRET);
  }
});

it('fifty deliveries are kept, and every signature for as long as it could come again', async () => {
  const hook = await add();
  const seconds = nowSeconds();
  for (let at = 0; at < 53; at += 1) await send(hook, { pier: 'x' }, seconds - at);
  const count = async () =>
    (
      await engine.db.query<{ n: number }>({
        text: 'SELECT count(*)::int AS n FROM webhook_deliveries WHERE webhook_id = $1',
        values: [hook.id],
      })
    )[0]?.n;
  expect(await count()).toBe(53);
  expect(await world.webhooks.deliveries(hook.id)).toHaveLength(50);
  await engine.skew('1 hour');
  await send(hook, { pier: 'x' }, nowSeconds() + 3_600);
  expect(await count()).toBe(50);
});

type Hook = { id: string; secret: string };
async function countRuns(): Promise<number> {
  return (await engine.db.query<{ n: number }>({ text: 'SELECT count(*)::int AS n FROM runs' }))[0]?.n ?? 0;
}
