import type { DeadLetter, DeadLetterListItem, Incident } from '@/lib/contracts/dead-letter';
import type { EventPage } from '@/lib/contracts/event';
import type { RunDetail } from '@/lib/contracts/run';
import type { RunApi } from './support/run-api';
import type { SteeredModel } from './support/steered-model';
import { STEERED } from './support/steered-model';
import { expect, KEY, test } from './support/test';

test.use({ env: { OPENAI_BASE_URL: STEERED, SIGNALBOX_LEASE_SECONDS: '5' } });

interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

const task = (key: string, dependsOn: string[] = []) => ({ key, role: 'tech_lead', prompt: `[${key}] Do it.`, dependsOn, maxAttempts: 1 });
const create = (api: RunApi, tasks: object[]) =>
  api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: 'A week in the marina', tasks } });
const statusOf = async (api: RunApi, id: string) => (await api.read<RunDetail>(`/runs/${id}`)).status;
const ends = (api: RunApi, id: string, status: string) => expect.poll(() => statusOf(api, id), { timeout: 30_000 }).toBe(status);
const post = (api: RunApi, path: string, body: object = {}) => api.call<DeadLetter & Incident>(path, { method: 'POST', body });
const lettersOf = async (api: RunApi, query: string) => (await api.read<Page<DeadLetterListItem>>(`/dead-letters?${query}`)).items;
const callsOf = (model: SteeredModel) => model.calls.map(({ mark }) => mark);

test('a task that fails for good is a dead letter; replayed with another prompt it does well, and nothing before it is paid again', async ({
  api,
  model,
}) => {
  model.reset(['survey', 'prices', 'report']);
  // A 400 is asked once more without optional fields.
  model.fail('prices', 0, 400, 2);
  const { id } = await create(api, [task('survey'), task('prices', ['survey']), task('report', ['prices'])]);
  await ends(api, id, 'FAILED');
  const [item] = await lettersOf(api, `runId=${id}&status=PENDING`);
  const letter = await api.read<DeadLetter>(`/dead-letters/${item?.id}`);
  expect(letter).toMatchObject({
    ...{ runId: id, taskKey: 'prices', status: 'pending', replayCount: 0, resolvedAt: null, resolutionNotes: null },
    failure: { httpStatus: 400, place: 'model' },
    executionContext: { lastResponse: { httpStatus: 400, body: expect.stringContaining('steered refusal') } },
  });
  expect(letter.executionContext.lastRequest?.messages.map(({ role }) => role)).toEqual(['system', 'user']);
  expect(letter.executionContext.lastRequest?.messages[1]?.content).toContain('[prices] Do it.');
  expect(letter.executionContext.artifacts.map(({ name }) => name)).toContain('survey.md');
  expect(letter.executionContext.worker?.pid).toBeGreaterThan(0);
  expect(JSON.stringify(letter)).not.toContain(KEY);

  model.calls.length = 0;
  const replayed = await post(api, `/dead-letters/${letter.id}/replay`, {
    changes: { prompt: '[prices] Do it in knots.', input: 'Nine knots.' },
  });
  expect(replayed).toMatchObject({
    status: 200,
    body: { id: letter.id, status: 'replayed', replayCount: 1, outcome: { state: 'running' } },
  });
  expect((await post(api, `/dead-letters/${letter.id}/replay`)).status).toBe(409);
  await ends(api, id, 'SUCCEEDED');
  expect(callsOf(model)).not.toContain('survey');
  const asked = model.calls.find(({ mark }) => mark === 'prices')?.body.messages.at(-1)?.content ?? '';
  expect(asked).toContain('Do it in knots.');
  expect(asked).toMatch(/\[material [0-9a-f]{16}\] .*"input".*\nNine knots\./);
  expect(await api.read<DeadLetter>(`/dead-letters/${letter.id}`)).toMatchObject({
    outcome: { state: 'succeeded' },
    changes: { before: { prompt: '[prices] Do it.' }, after: { prompt: '[prices] Do it in knots.', input: 'Nine knots.' } },
  });
  const events = (await api.read<EventPage>(`/runs/${id}/events`)).items.map(({ type }) => type);
  expect(events.filter((type) => /revived|replayed|run\.(failed|succeeded)/.test(type))).toEqual([
    'run.failed',
    'run.revived',
    'task.replayed',
    'run.succeeded',
  ]);
});

test('resolved its dependents go on, discarded it stays FAILED until it is opened again', async ({ api, model }) => {
  model.reset(['a', 'b', 'c']);
  model.fail('a', 0, 400);
  const first = await create(api, [task('a'), task('b', ['a'])]);
  await ends(api, first.id, 'FAILED');
  const [letter] = await lettersOf(api, `runId=${first.id}`);
  expect((await post(api, `/dead-letters/${letter?.id}/resolve`)).status).toBe(422);
  expect(await post(api, `/dead-letters/${letter?.id}/resolve`, { resolutionNotes: 'Done by hand.' })).toMatchObject({
    status: 200,
    body: { status: 'resolved', resolutionNotes: 'Done by hand.', taskStatus: 'SKIPPED' },
  });
  await ends(api, first.id, 'SUCCEEDED');

  const second = await create(api, [task('a')]);
  await ends(api, second.id, 'FAILED');
  const [other] = await lettersOf(api, `runId=${second.id}`);
  expect(await post(api, `/dead-letters/${other?.id}/discard`, { reason: 'Known.' })).toMatchObject({
    status: 200,
    body: { status: 'discarded', resolutionNotes: 'Known.', taskStatus: 'FAILED' },
  });
  expect((await post(api, `/dead-letters/${other?.id}/resolve`, { resolutionNotes: 'x' })).status).toBe(409);
  expect(await post(api, `/dead-letters/${other?.id}/reopen`)).toMatchObject({ status: 200, body: { status: 'pending' } });
  expect((await post(api, `/dead-letters/${other?.id}/reopen`)).status).toBe(409);
});

test('an incident is replayed one first, and the rest once that one is well', async ({ api, model }) => {
  model.reset(['q']);
  model.fail('q', 0, 418);
  const runs = await Promise.all(Array.from({ length: 4 }, () => create(api, [task('q')])));
  for (const { id } of runs) await ends(api, id, 'FAILED');
  const [letter] = await lettersOf(api, `runId=${runs[0]?.id}`);
  const fingerprint = letter?.fingerprint ?? '';
  const incident = await api.read<Incident>(`/incidents/${fingerprint}`);
  expect(incident).toMatchObject({ open: 4, total: 4, status: 'open', httpStatus: 418 });
  expect([...incident.runIds].sort()).toEqual(runs.map(({ id }) => id).sort());
  expect((await api.read<Page<Incident>>('/incidents?status=OPEN&q=418')).items.map((one) => one.fingerprint)).toEqual([fingerprint]);

  const failing = await post(api, `/incidents/${fingerprint}/replay`, { perSecond: 50 });
  expect(failing).toMatchObject({ status: 200, body: { replay: { status: 'canary', replayed: 1, total: 4 } } });
  expect((await post(api, `/incidents/${fingerprint}/replay`)).status).toBe(409);
  const replay = async () => (await api.read<Incident>(`/incidents/${fingerprint}`)).replay;
  await expect.poll(async () => (await replay())?.status, { timeout: 30_000 }).toBe('canary_failed');
  expect(await api.read<Incident>(`/incidents/${fingerprint}`)).toMatchObject({ open: 4, total: 5, regressed: false });

  model.reset(['q']);
  expect((await post(api, `/incidents/${fingerprint}/replay`, { perSecond: 50 })).status).toBe(200);
  await expect.poll(async () => (await replay())?.status, { timeout: 30_000 }).toBe('done');
  for (const { id } of runs) await ends(api, id, 'SUCCEEDED');
  expect(await api.read<Incident>(`/incidents/${fingerprint}`)).toMatchObject({
    open: 0,
    replaying: 0,
    status: 'closed',
    replay: { succeeded: 4 },
  });
  expect((await post(api, `/incidents/${fingerprint}/replay`)).status).toBe(409);
  expect((await post(api, `/incidents/${fingerprint}/replay/stop`)).status).toBe(409);
});

test('what is asked wrongly is told by its field', async ({ api }) => {
  const unknown = '0190c000-0000-7000-8000-000000000001';
  const cases: [string, string, object | undefined, number][] = [
    ['GET', '/dead-letters?status=lost', undefined, 422],
    ['GET', '/dead-letters?fingerprint=xyz', undefined, 422],
    ['GET', '/dead-letters?cursor=nonsense', undefined, 422],
    ['GET', `/dead-letters/${unknown}`, undefined, 404],
    ['POST', `/dead-letters/${unknown}/replay`, {}, 404],
    ['POST', `/dead-letters/${unknown}/replay`, { changes: { role: 'planner' } }, 422],
    ['POST', `/dead-letters/${unknown}/replay`, { changes: { colour: 'red' } }, 422],
    ['POST', `/dead-letters/${unknown}/discard`, {}, 422],
    ['GET', `/incidents/${'0'.repeat(32)}`, undefined, 404],
    ['GET', '/incidents/abc', undefined, 404],
    ['POST', `/incidents/${'0'.repeat(32)}/replay`, { perSecond: 0 }, 422],
    ['POST', `/incidents/${'0'.repeat(32)}/resolve`, { resolutionNotes: 'x' }, 404],
  ];
  for (const [method, path, body, status] of cases) {
    expect([path, (await api.call(path, { method, body })).status]).toEqual([path, status]);
  }
});
