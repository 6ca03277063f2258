import type { CheckpointDetail, CheckpointView, Comparison, ImportedCheckpoint } from '@/lib/contracts/checkpoint';
import type { RunDetail } from '@/lib/contracts/run';
import { expect, test } from './support/test';

const TASKS = [
  { key: 'a', role: 'tech_lead', prompt: 'Plan it', phase: 'design' },
  { key: 'b', role: 'tech_lead', prompt: 'Build it', dependsOn: ['a'], phase: 'build' },
];
interface Problem {
  status: number;
  code: string;
}

test('checkpoints: made now and of the past, listed, read, compared, exported and imported', async ({ api, product }) => {
  const { id } = await api.read<{ id: string }>('/runs', {
    method: 'POST',
    body: { goal: 'Keep it', tasks: TASKS, checkpointIntervalSeconds: 10 },
  });
  await expect.poll(async () => (await api.read<RunDetail>(`/runs/${id}`)).status, { timeout: 30_000 }).toBe('SUCCEEDED');
  const { lastSeq } = await api.read<RunDetail>(`/runs/${id}`);
  const path = `/runs/${id}/checkpoints`;
  const headers = { 'idempotency-key': `key-${id}` };
  const end = await api.call<CheckpointView>(path, { method: 'POST', body: { label: 'end' }, headers });
  expect(end.status).toBe(201);
  expect(end.body).toMatchObject({ runId: id, label: 'end', seq: lastSeq, kind: 'manual' });
  expect(end.body.bytes).toBeGreaterThan(0);
  expect((await api.call<CheckpointView>(path, { method: 'POST', body: { label: 'end' }, headers })).body).toEqual(end.body);
  expect((await api.call<Problem>(path, { method: 'POST', body: { label: 'x', seq: lastSeq + 1 } })).status).toBe(422);
  await expect
    .poll(async () =>
      (await api.read<{ items: CheckpointView[] }>(path)).items.filter(({ kind }) => kind === 'phase').map(({ label }) => label),
    )
    .toEqual(['Before build', 'Before design']);
  const start = await api.read<CheckpointView>(path, { method: 'POST', body: { label: 'start', seq: 1 } });
  const detail = await api.read<CheckpointDetail>(`/checkpoints/${end.body.id}`);
  expect(detail).toMatchObject({ verified: true, fault: null, runState: { status: 'SUCCEEDED' } });
  expect(detail.taskStates.map(({ key, status }) => `${key} ${status}`)).toEqual(['a SUCCEEDED', 'b SUCCEEDED']);
  expect((await api.read<Comparison>(`/checkpoints/${start.id}/compare/${end.body.id}`)).firstDivergence?.taskKey).toBe('a');
  expect((await api.read<Comparison>(`/runs/${id}/compare/${id}`)).firstDivergence).toBeNull();

  const file = await api.bytes(`/checkpoints/${start.id}/export`);
  const send = (body: Uint8Array, type = 'application/gzip') =>
    fetch(`${product.url}/api/v1/checkpoints/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${product.token}`, 'content-type': type },
      body: Buffer.from(body),
    });
  const answer = await send(file);
  expect(answer.status).toBe(201);
  const imported = (await answer.json()) as ImportedCheckpoint;
  expect(await api.read<RunDetail>(`/runs/${imported.runId}`)).toMatchObject({ status: 'PAUSED', goal: 'Keep it', counts: { total: 2 } });
  expect(await api.read<CheckpointDetail>(`/checkpoints/${imported.checkpointId}`)).toMatchObject({ kind: 'import', verified: true });
  await api.read(`/runs/${imported.runId}/resume`, { method: 'POST' });
  await expect.poll(async () => (await api.read<RunDetail>(`/runs/${imported.runId}`)).status, { timeout: 30_000 }).toBe('SUCCEEDED');
  const bad = await send(file.subarray(0, file.length - 10));
  expect([bad.status, ((await bad.json()) as Problem).code]).toEqual([422, 'invalid_input']);
  expect((await send(file, 'text/plain')).status).toBe(415);
  // Larger than any other call takes, and still refused for what it holds.
  expect((await send(new Uint8Array(5 * 1024 * 1024))).status).toBe(422);
  const tooLarge = await send(new Uint8Array(80 * 1024 * 1024));
  expect([tooLarge.status, ((await tooLarge.json()) as Problem).code]).toEqual([413, 'payload_too_large']);

  const pinned = await api.read<CheckpointView>(`/checkpoints/${start.id}`, { method: 'PATCH', body: { pinned: true } });
  expect(pinned.pinned).toBe(true);
  expect((await api.call<Problem>(`/checkpoints/${start.id}`, { method: 'DELETE' })).status).toBe(409);
  expect((await api.call(`/checkpoints/${end.body.id}`, { method: 'DELETE' })).status).toBe(204);
  for (const gone of [end.body.id, 'nonsense']) expect((await api.call<Problem>(`/checkpoints/${gone}`)).status).toBe(404);
});
