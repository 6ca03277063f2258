import type { EditDetail, Edited, EditView, Since } from '@/lib/contracts/edit';
import type { RunDetail } from '@/lib/contracts/run';
import { expect, test } from './support/test';

// Each waits for the one before it; the first goes on for as long as the graph is edited.
const TASKS = [
  { key: 'survey', role: 'project_manager', prompt: 'List the berths. [[offline: slow chars-per-second=20]]' },
  { key: 'build', role: 'backend_engineer', prompt: 'Build the register.', dependsOn: ['survey'] },
  { key: 'more_tests', role: 'code_reviewer', prompt: 'Write more tests.', dependsOn: ['build'] },
  { key: 'flyer', role: 'ux_engineer', prompt: 'Print a flyer.', dependsOn: ['survey'] },
  { key: 'release', role: 'tech_lead', prompt: 'Release it.', dependsOn: ['more_tests', 'flyer'] },
];
const OPERATIONS = [
  { op: 'insertGate', key: 'review', after: 'build', gateType: 'security_review', criteria: 'No berth is let twice.' },
  { op: 'createBranch', key: 'coverage', condition: 'artifact.test_coverage < 80', after: ['build'], ifTrue: ['more_tests'], ifFalse: [] },
  { op: 'removeTask', key: 'flyer' },
];
interface Problem {
  status: number;
  code: string;
  version: number;
  since: Since;
}

test('a program edits a live run: what would come of it, the edit, a stale one, the history and the way back', async ({ api }) => {
  const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: 'Edited by a program', tasks: TASKS } });
  const readRun = () => api.read<RunDetail>(`/runs/${id}`);
  await expect.poll(async () => (await readRun()).tasks[0]?.status, { timeout: 30_000 }).toBe('RUNNING');
  const path = `/runs/${id}/edits`;
  const body = { baseVersion: 1, reason: 'Safety first', operations: OPERATIONS };

  const said = await api.read<Edited>(path, { method: 'POST', body: { ...body, dryRun: true } });
  expect(said).toMatchObject({
    ...{ version: 1, dryRun: true, checkpointId: null, invalidated: [] },
    diff: { added: ['review', 'coverage'], removed: ['flyer'] },
    forecast: { before: { longestPath: 4 }, after: { longestPath: 5 } },
  });
  expect((await readRun()).graphVersion, 'nothing was written').toBe(1);

  const applied = await api.call<Edited>(path, { method: 'POST', body });
  expect(applied.status).toBe(200);
  expect(applied.body).toMatchObject({ version: 2, dryRun: false, diff: said.diff, forecastDeltaUsd: said.forecastDeltaUsd });
  expect(applied.body.checkpointId).not.toBeNull();

  const stale = await api.call<Problem>(path, { method: 'POST', body });
  expect(stale.status).toBe(409);
  expect(stale.body).toMatchObject({ code: 'stale_version', version: 2, since: [{ version: 2, reason: 'Safety first' }] });
  expect(stale.body.since[0]?.diff).toEqual(applied.body.diff);
  const cycle = [{ op: 'addDependency', from: 'release', to: 'build' }];
  expect((await api.call<Problem>(path, { method: 'POST', body: { baseVersion: 2, operations: cycle } })).status).toBe(422);
  const running = [{ op: 'removeTask', key: 'survey' }];
  expect((await api.call<Problem>(path, { method: 'POST', body: { baseVersion: 2, operations: running } })).status).toBe(422);

  expect(await api.read(`${path}/2/undo`, { method: 'POST', body: { reason: 'After all not' } })).toEqual({ version: 3 });
  expect((await api.call<Problem>(`${path}/2/undo`, { method: 'POST', body: {} })).status, 'once is enough').toBe(409);
  const { items } = await api.read<{ items: EditView[] }>(path);
  expect(items.map(({ version, undoOf, undoneBy }) => [version, undoOf, undoneBy])).toEqual([
    [3, 2, null],
    [2, null, 3],
  ]);
  const pictures = await api.read<EditDetail>(`${path}/3`);
  const drawn = (tasks: EditDetail['before']) => tasks.map(({ key, dependsOn }) => `${key}(${dependsOn.toSorted()})`).toSorted();
  expect(drawn(pictures.after)).toEqual(TASKS.map(({ key, dependsOn = [] }) => `${key}(${dependsOn.toSorted()})`).toSorted());
  expect(drawn(pictures.before)).toContain('more_tests(coverage,review)');
  await api.read(`/runs/${id}/cancel`, { method: 'POST', body: {} });
});
