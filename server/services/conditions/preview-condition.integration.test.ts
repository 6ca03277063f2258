import { afterEach, expect, it } from 'vitest';
import { type Agents, openAgents } from '@/test/engine/open-agents';
import { task } from '@/test/engine/open-engine';
import type { ScriptedReply } from '@/test/scripted-model';
import { createConditionsService } from './preview-condition';

let stage: Agents;
afterEach(() => stage.close());

const write = (test_coverage: number): ScriptedReply => ({
  toolCalls: [
    { name: 'write_artifact', arguments: { name: 'app.ts', type: 'code', content: `${test_coverage}`, metadata: { test_coverage } } },
  ],
});

it('shows what tasks of the same name left in other runs, where the one before has written nothing yet', { timeout: 60_000 }, async () => {
  stage = await openAgents((prompt, call) =>
    call === 1 ? write(Number(prompt.split(' ')[1])) : { toolCalls: [{ name: 'finish', arguments: { summary: 'Done.' } }] },
  );
  const build = (prompt: string, dependsOn: string[] = []) => task('build', dependsOn, { prompt, title: 'Tide API' });
  const older = await stage.create([build('write 71')]);
  const newer = await stage.create([build('write 84')]);
  await stage.agentWorker();
  expect([await stage.ended(older), await stage.ended(newer)]).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  const runId = await stage.create([
    { key: 'wait', kind: 'gate', dependsOn: [], gate: { type: 'human' } },
    build('write 90', ['wait']),
    { key: 'judge', kind: 'gate', dependsOn: ['build'], gate: { type: 'human' } },
  ]);
  const conditions = createConditionsService({ db: stage.db });
  const result = (test_coverage: number) => ({
    ...{ decided: true, value: test_coverage >= 80 },
    evidence: { 'artifact.test_coverage': test_coverage },
  });
  for (const after of ['build', 'judge']) {
    const preview = await conditions.preview({ runId, after, condition: 'artifact.test_coverage >= 80' });
    expect(preview, after).toMatchObject({
      ...{ versions: [], now: { decided: false } },
      elsewhere: [
        { runId: newer, taskKey: 'build', title: 'Tide API', result: result(84) },
        { runId: older, taskKey: 'build', title: 'Tide API', result: result(71) },
      ],
    });
  }
  // Its own work counts more than that of others, and a name that no other run has is of nobody.
  expect(await conditions.preview({ runId: older, after: 'build', condition: 'true' })).toMatchObject({ elsewhere: [] });
  expect(await conditions.preview({ runId, after: 'wait', condition: 'artifact.n > 1' })).toMatchObject({ elsewhere: [] });
});

it('says what a condition comes to with each version of what a task wrote, and what it can name', { timeout: 60_000 }, async () => {
  stage = await openAgents((prompt, call) => {
    if (prompt !== 'do build') return { text: 'done' };
    return call === 1 ? write(71) : call === 2 ? write(84) : { toolCalls: [{ name: 'finish', arguments: { summary: 'Done.' } }] };
  });
  const outputs = { type: 'object', properties: { tide: { type: 'number' }, harbour: { type: 'string' } } };
  const runId = await stage.create([
    task('build', [], { prompt: 'do build', title: 'Tide API' }),
    {
      key: 'covered',
      kind: 'branch',
      dependsOn: ['build'],
      branch: { condition: 'artifact.test_coverage > 99', ifTrue: ['later'], ifFalse: [] },
    },
    task('later', [], { outputs }),
    task('my-report', ['covered'], { prompt: 'do report' }),
  ]);
  await stage.agentWorker();
  expect(await stage.ended(runId)).toBe('SUCCEEDED');
  const conditions = createConditionsService({ db: stage.db });
  const preview = (condition: string, after = 'build') => conditions.preview({ runId, after, condition });

  const covered = await preview('artifact.test_coverage >= 80');
  expect(covered).toMatchObject({
    ...{ problem: null, task: { key: 'build', title: 'Tide API' } },
    now: { decided: true, value: true, evidence: { 'artifact.test_coverage': 84 } },
    versions: [
      { title: 'Tide API', version: 2, result: { decided: true, value: true, evidence: { 'artifact.test_coverage': 84 } } },
      { title: 'Tide API', version: 1, result: { decided: true, value: false, evidence: { 'artifact.test_coverage': 71 } } },
    ],
  });
  const named = new Map(covered.names.map(({ path, ...name }) => [path, name]));
  expect(named.get('artifact.test_coverage')).toEqual({ type: 'number', example: '84', expected: false });
  expect(named.get('outputs.later.tide')).toEqual({ type: 'number', example: null, expected: true });
  expect(named.get('outputs.covered.result')).toEqual({ type: 'true or false', example: 'false', expected: false });
  expect(named.get('run.spentUsd')).toMatchObject({ type: 'number', expected: false });
  expect(named.get('task.key')).toEqual({ type: 'text', example: '"build"', expected: false });

  // Behind a branch the work that comes through it is looked at; of what has written nothing there is nothing but itself.
  expect((await preview('artifact.test_coverage >= 80', 'covered')).versions).toHaveLength(2);
  expect(await preview('artifact.n > 1', 'later')).toMatchObject({ versions: [], now: { decided: false, missing: 'artifact.n' } });
  expect(await preview('task.key == "x"', 'nobody')).toMatchObject({
    task: null,
    versions: [],
    now: { decided: false, missing: 'task.key' },
  });
  expect(await preview('artifact.n ==')).toMatchObject({ problem: { line: 1, column: 14 }, now: null, versions: [] });
  expect(await preview('')).toMatchObject({ problem: null, now: null });
  await expect(
    conditions.preview({ runId: '0190c000-0000-7000-8000-000000000000', after: 'build', condition: 'true' }),
  ).rejects.toMatchObject({
    code: 'not_found',
  });
});
