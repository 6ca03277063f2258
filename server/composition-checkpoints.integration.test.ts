import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRunSchema } from '@/lib/contracts/run';
import { type AppError, ERROR_STATUS } from '@/lib/errors';
import type { Orchestrator } from '@/server/composition';
import { openOrchestrator } from '@/test/orchestrator';

let close: () => Promise<void>;
let app: Orchestrator;
beforeAll(async () => {
  ({ app, close } = await openOrchestrator({ poolSize: 4 }));
});
afterAll(async () => {
  await close();
});

const by = { kind: 'token', id: 'test', name: 'test' } as const;
async function start(): Promise<string> {
  const tasks = ['a', 'b'].map((key) => ({ key, role: 'project_manager', prompt: `do ${key}` }));
  return (await app.services.runs.create(createRunSchema.parse({ goal: 'The berths', tasks }), by, null)).id;
}

it('a program keeps a run, goes on from there in place, or as another run', async () => {
  const runId = await start();
  const { id, seq } = await app.checkpoints.createCheckpoint({ runId, label: 'mine' });
  const rewound = await app.checkpoints.resumeFromCheckpoint(id);
  expect(rewound).toMatchObject({ runId, status: 'RUNNING', held: [], keptAs: expect.any(String) });
  expect((await app.checkpoints.listCheckpoints(runId)).map((one) => [one.id, one.kind]).toSorted()).toEqual(
    [
      [id, 'manual'],
      [rewound.keptAs, 'rewind'],
    ].toSorted(),
  );
  const edits = [{ op: 'updateTask' as const, key: 'a', changes: { prompt: 'do a otherwise' } }];
  const forked = await app.checkpoints.resumeFromCheckpoint(id, { mode: 'fork', start: false, edits });
  expect(forked).toMatchObject({ status: 'PAUSED', keptAs: null });
  expect(await app.services.runs.get(forked.runId)).toMatchObject({ forkedFrom: runId, forkedAt: { seq, label: 'mine' } });
  expect((await app.services.tasks.get(forked.runId, 'a')).prompt).toBe('do a otherwise');
  expect((await app.services.tasks.get(runId, 'a')).prompt).toBe('do a');
  await expect(app.checkpoints.resumeFromCheckpoint(runId)).rejects.toMatchObject({ code: 'not_found' });
});

it.each(['rewind', 'fork'] as const)('a damaged checkpoint is not gone on from: %s answers 409 and changes nothing', async (mode) => {
  const runId = await start();
  const { id } = await app.checkpoints.createCheckpoint({ runId, label: 'damaged' });
  await app.db.query({ text: `UPDATE checkpoints SET hash = repeat('0', 64) WHERE id = $1`, values: [id] });
  const state = async () => [await app.services.runs.get(runId), await app.checkpoints.listCheckpoints(runId), (await runs()).length];
  const runs = () => app.db.query({ text: 'SELECT id FROM runs' });
  const before = await state();
  const refused = await app.checkpoints.resumeFromCheckpoint(id, { mode }).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: 'conflict',
    message: expect.stringMatching(/^The checkpoint is damaged and cannot be resumed: manifest: /),
  });
  expect(ERROR_STATUS[(refused as AppError).code]).toBe(409);
  expect(await state()).toEqual(before);
});
