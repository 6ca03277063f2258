import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClaimedTask } from '@/server/core/ports/task-runner';
import { tick } from '@/server/engine/tick';
import { auditRun } from '@/test/engine/audit';
import { type Engine, openEngine, operator, task } from '@/test/engine/open-engine';

const worker = randomUUID();
const plan = { tasks: [task('design'), task('build', ['design']), task('docs'), task('check', ['build', 'docs'])] };
let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

async function planning(): Promise<ClaimedTask> {
  const runId = await engine.create();
  const claimed = (await tick(engine.db, worker, [], 50)).claimed.find((candidate) => candidate.runId === runId);
  if (!claimed) throw new Error('the planner was not claimed');
  return claimed;
}

it('what was planned first waits for the planning task, and starts as it finishes', async () => {
  const claimed = await planning();
  const { runId } = claimed;
  expect(await engine.store(worker).applyPlan(claimed, plan)).toEqual({ ok: true, verdict: 'go' });
  const run = await engine.runs.get(runId);
  expect(run).toMatchObject({ status: 'RUNNING', graphVersion: 2, counts: { total: 5, pending: 4, running: 1 } });
  expect(run.tasks.map(({ key, dependsOn, status }) => [key, dependsOn, status])).toEqual([
    ['plan', [], 'RUNNING'],
    ['design', ['plan'], 'PENDING'],
    ['build', ['design'], 'PENDING'],
    ['docs', ['plan'], 'PENDING'],
    ['check', ['build', 'docs'], 'PENDING'],
  ]);
  await auditRun(engine.db, runId);
  const { claimed: next } = await tick(engine.db, worker, [{ ...claimed, deferrals: 0 }], 4);
  expect(next.map(({ node }) => node).sort()).toEqual([1, 3]);
  await auditRun(engine.db, runId);
});

it('a planned gate waits for what it judges, and keeps what is behind it', async () => {
  const claimed = await planning();
  const { runId } = claimed;
  const look = { key: 'look', kind: 'gate', gate: { type: 'human', criteria: 'Is it what was meant?' }, dependsOn: ['design'] };
  expect(await engine.store(worker).applyPlan(claimed, { tasks: [task('design'), look, task('build', ['look'])] })).toMatchObject({
    ok: true,
  });
  await auditRun(engine.db, runId);
  expect((await engine.runs.get(runId)).tasks.map(({ key, kind, dependsOn }) => [key, kind, dependsOn])).toEqual([
    ['plan', 'agent', []],
    ['design', 'agent', ['plan']],
    ['look', 'gate', ['design']],
    ['build', 'agent', ['look']],
  ]);
});

it('applied again after a crash between plan and finish, it leaves one graph', async () => {
  const claimed = await planning();
  const store = engine.store(worker);
  await store.applyPlan(claimed, plan);
  const before = await engine.runs.get(claimed.runId);
  expect(await store.applyPlan(claimed, { tasks: [task('another')] })).toEqual({ ok: true, verdict: 'go' });
  expect(await engine.runs.get(claimed.runId)).toEqual(before);
  expect((await store.brief(claimed))?.planner).toBe(false);
});

it('a plan that arrives under a pause is kept, and the resumed run goes on with it', async () => {
  const claimed = await planning();
  await engine.runs.pause(claimed.runId, operator);
  expect(await engine.store(worker).applyPlan(claimed, plan)).toEqual({ ok: true, verdict: 'paused' });
  expect(await engine.runs.resume(claimed.runId, operator)).toMatchObject({ status: 'RUNNING', counts: { total: 5 } });
  await auditRun(engine.db, claimed.runId);
});

describe('an invalid plan changes nothing, and its errors name the field', () => {
  it.each<[string, unknown, RegExp]>([
    ['no object', 'do it', /^plan: /],
    ['no tasks', { tasks: [] }, /^tasks: /],
    ['an unknown role', { tasks: [{ ...task('a'), role: 'wizard' }] }, /^tasks\.0\.role: /],
    ['the planner itself', { tasks: [{ ...task('a'), role: 'planner' }] }, /^tasks\.0\.role: /],
    ['no prompt', { tasks: [{ key: 'a', role: 'tech_lead' }] }, /^tasks\.0\.prompt: /],
    ['a gate of no type', { tasks: [{ ...task('a'), kind: 'gate' }] }, /^tasks\.0\.gate: /],
    ['a branch', { tasks: [{ ...task('a'), kind: 'branch' }] }, /^tasks\.0\.kind: /],
    ['a dependency on nothing', { tasks: [task('a', ['b'])] }, /^tasks\.0\.dependsOn\.0: there is no task "b"/],
    ['a cycle', { tasks: [task('a', ['b']), task('b', ['a'])] }, /^tasks\..*(a → b|b → a)/],
    ['a task named as the plan', { tasks: [task('plan')] }, /^tasks\.0\.key: /],
    ['too many tasks', { tasks: Array.from({ length: 201 }, (_, index) => task(`t${index}`)) }, /^tasks: /],
  ])('%s', async (_name, faulty, message) => {
    const claimed = await planning();
    const before = await engine.runs.get(claimed.runId);
    const applied = await engine.store(worker).applyPlan(claimed, faulty);
    expect(applied.ok).toBe(false);
    expect(applied).toMatchObject({ errors: expect.arrayContaining([expect.stringMatching(message)]) });
    expect(await engine.runs.get(claimed.runId)).toEqual(before);
  });
});
