import type { CheckpointView, Resumed } from '@/lib/contracts/checkpoint';
import type { EventPage } from '@/lib/contracts/event';
import type { RunDetail } from '@/lib/contracts/run';
import type { RunApi } from './support/run-api';
import { expect, test } from './support/test';

const TASKS = [
  { key: 'survey', role: 'project_manager', prompt: 'List every berth and its depth.' },
  { key: 'deploy', title: 'Deploy', role: 'tech_lead', prompt: 'Deploy it.', dependsOn: ['survey'], sideEffects: 'irreversible' },
  { key: 'report', role: 'tech_lead', prompt: 'Write the report.', dependsOn: ['deploy'] },
];

const runOf = (api: RunApi, id: string) => api.read<RunDetail>(`/runs/${id}`);
const reach = (api: RunApi, id: string, status: string) =>
  expect.poll(async () => (await runOf(api, id)).status, { timeout: 30_000 }).toBe(status);

async function finished(api: RunApi): Promise<string> {
  const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: 'Berths', tasks: TASKS, budgetUsd: 5 } });
  await reach(api, id, 'SUCCEEDED');
  return id;
}

/** A checkpoint right behind the end of a task. */
async function behind(api: RunApi, id: string, key: string): Promise<CheckpointView> {
  const { items } = await api.read<EventPage>(`/runs/${id}/events?limit=200`);
  const seq = items.find((event) => event.type === 'task.succeeded' && event.taskKey === key)?.seq;
  return api.read<CheckpointView>(`/runs/${id}/checkpoints`, { method: 'POST', body: { label: `${key} is done`, seq } });
}

test('a fork inherits what was done, asks about what cannot be undone, and leaves its parent alone', async ({ api }) => {
  const parent = await finished(api);
  const checkpoint = await behind(api, parent, 'survey');
  const before = await runOf(api, parent);
  const body = { mode: 'fork', edits: [{ op: 'updateTask', key: 'report', changes: { prompt: 'Write it short.' } }] };
  const headers = { 'idempotency-key': `fork ${parent}` };
  const answer = await api.call<Resumed>(`/checkpoints/${checkpoint.id}/resume`, { method: 'POST', body, headers });
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ status: 'RUNNING', held: ['deploy'], keptAs: null });
  const again = await api.call<Resumed>(`/checkpoints/${checkpoint.id}/resume`, { method: 'POST', body, headers });
  expect(again.body).toEqual(answer.body);

  const { runId } = answer.body;
  const fork = await runOf(api, runId);
  expect(fork).toMatchObject({ status: 'RUNNING', forkedFrom: parent, spentUsd: 0, budgetUsd: 5 });
  expect(fork.forkedAt).toMatchObject({ checkpointId: checkpoint.id, seq: checkpoint.seq, label: 'survey is done', parentExists: true });
  expect(fork.tasks.map(({ key, status, costUsd }) => [key, status, costUsd])).toEqual([
    ['survey', 'SUCCEEDED', 0],
    ['deploy', 'WAITING', 0],
    ['report', 'PENDING', 0],
  ]);
  expect((await api.read<{ items: { taskKey: string }[] }>(`/runs/${runId}/artifacts`)).items.map(({ taskKey }) => taskKey)).toEqual([
    'survey',
  ]);
  const held = await api.call(`/runs/${runId}/tasks/deploy/hold`, { method: 'POST', body: { decision: 'skip', reason: 'It is live.' } });
  expect(held.status).toBe(200);
  await reach(api, runId, 'SUCCEEDED');
  expect((await runOf(api, runId)).tasks.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SKIPPED', 'SUCCEEDED']);
  expect(await runOf(api, parent)).toEqual(before);
  expect((await api.read<{ items: { id: string }[] }>(`/runs?forkedFrom=${parent}`)).items.map(({ id }) => id)).toEqual([runId]);
});

test('a rewind goes on in place, keeps the present, and never gives money back', async ({ api }) => {
  const id = await finished(api);
  const checkpoint = await behind(api, id, 'survey');
  const before = await runOf(api, id);
  const waiting = await api.read<Resumed>(`/checkpoints/${checkpoint.id}/resume`, {
    method: 'POST',
    body: { mode: 'rewind', start: false, allowIrreversible: ['deploy'] },
  });
  expect(waiting).toMatchObject({ runId: id, status: 'PAUSED', held: [], keptAs: expect.any(String) });
  const stood = await runOf(api, id);
  expect(stood).toMatchObject({ status: 'PAUSED', spentUsd: before.spentUsd, graphVersion: before.graphVersion + 1 });
  expect(stood.tasks.map(({ status }) => status)).toEqual(['SUCCEEDED', 'READY', 'PENDING']);
  await api.call(`/runs/${id}/resume`, { method: 'POST' });
  await reach(api, id, 'SUCCEEDED');
  const back = await api.read<Resumed>(`/checkpoints/${waiting.keptAs}/resume`, { method: 'POST', body: { mode: 'rewind' } });
  expect(back.status).toBe('SUCCEEDED');
  const { items, lastSeq } = await api.read<EventPage>(`/runs/${id}/events?limit=200`);
  expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: lastSeq }, (_, index) => index + 1));
});

test('says what is wrong with a resume', async ({ api }) => {
  const id = await finished(api);
  const checkpoint = await behind(api, id, 'survey');
  const send = (body: object, at = checkpoint.id) =>
    api.call<{ code: string; issues?: { path: string }[] }>(`/checkpoints/${at}/resume`, { method: 'POST', body });
  const faults: [object, number, string, string][] = [
    [{}, 422, 'invalid_input', 'mode'],
    [{ mode: 'sideways' }, 422, 'invalid_input', 'mode'],
    [{ mode: 'fork', edits: [{ op: 'updateTask', key: 'nobody', changes: {} }] }, 422, 'invalid_input', 'edits.0.key'],
    [
      { mode: 'fork', edits: [{ op: 'updateTask', key: 'report', changes: { tier: 'golden' } }] },
      422,
      'invalid_input',
      'edits.0.changes.tier',
    ],
    [{ mode: 'fork', edits: [{ op: 'removeTask', key: 'nobody' }] }, 422, 'invalid_input', 'edits.0.key'],
    [{ mode: 'fork', edits: [{ op: 'paintTask', key: 'report' }] }, 422, 'invalid_input', 'edits.0.op'],
    [{ mode: 'rewind', allowIrreversible: ['nobody'] }, 422, 'invalid_input', 'allowIrreversible.0'],
  ];
  for (const [body, status, code, path] of faults) {
    const answer = await send(body);
    expect({ status: answer.status, code: answer.body.code, path: answer.body.issues?.[0]?.path }).toEqual({ status, code, path });
  }
  expect((await send({ mode: 'fork' }, '01890000-0000-7000-8000-0000000000ff')).status).toBe(404);
  expect((await api.call(`/runs/${id}/tasks/report/hold`, { method: 'POST', body: { decision: 'run' } })).status).toBe(409);
});
