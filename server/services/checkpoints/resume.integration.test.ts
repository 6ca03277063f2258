import { afterEach, describe, expect, it } from 'vitest';
import type { TaskDraftInput } from '@/lib/contracts/task';
import { decideHold } from '@/server/services/tasks/decide-hold';
import { auditRun } from '@/test/engine/audit';
import { type Agents, openAgents } from '@/test/engine/open-agents';
import { operator } from '@/test/engine/open-engine';
import { until } from '@/test/engine/until';
import { compareRuns } from './compare-checkpoints';
import { createCheckpoint } from './create-checkpoint';
import { getCheckpoint } from './read-checkpoints';

let stage: Agents;
afterEach(() => stage.close());

const work = (key: string, dependsOn: string[] = [], more: Partial<TaskDraftInput> = {}): TaskDraftInput => ({
  key,
  role: 'tech_lead',
  prompt: `do ${key}`,
  dependsOn,
  ...more,
});
const chainOf = (length: number, more: Partial<TaskDraftInput> = {}) =>
  Array.from({ length }, (_, index) => work(`c${index}`, index > 0 ? [`c${index - 1}`] : [], more));
const prompts = () => stage.calls.map((call) => call.prompt);
const answered = (prompt: string) => ({ text: `# Done\n\n${prompt}` });
const artifactsOf = async (runId: string) =>
  (
    await stage.db.query<{ name: string }>({
      text: `SELECT name || ' ' || version AS name FROM artifacts WHERE run_id = $1 AND current ORDER BY node, name, version`,
      values: [runId],
    })
  ).map((row) => row.name);

it('a fork at task 30 of 50 pays nothing for the 30, lists them as its own and leaves its parent alone', { timeout: 60_000 }, async () => {
  stage = await openAgents(answered);
  const parent = await stage.create(chainOf(50));
  await stage.agentWorker();
  expect(await stage.ended(parent)).toBe('SUCCEEDED');
  const before = await stage.runs.get(parent);
  stage.calls.length = 0;
  const { runId, status, held, keptAs } = await stage.resume(parent, await stage.seqOf(parent, 'task.succeeded', 'c29'), { mode: 'fork' });
  expect({ status, held, keptAs }).toEqual({ status: 'RUNNING', held: [], keptAs: null });
  await auditRun(stage.db, runId);
  expect(await stage.ended(runId)).toBe('SUCCEEDED');
  await auditRun(stage.db, runId);
  expect(prompts()).toEqual(Array.from({ length: 20 }, (_, index) => `do c${index + 30}`));
  const fork = await stage.runs.get(runId);
  expect(fork).toMatchObject({ forkedFrom: parent, counts: { total: 50, succeeded: 50 } });
  expect(fork.spentUsd).toBeCloseTo((before.spentUsd * 20) / 50);
  expect(fork.tasks.filter((task) => task.costUsd > 0).map((task) => task.key)).toEqual(
    chainOf(50)
      .slice(30)
      .map(({ key }) => key),
  );
  expect(await artifactsOf(runId)).toEqual(await artifactsOf(parent));
  expect(await stage.runs.get(parent)).toEqual(before);
});

it('is compared with its parent: the same as far as it inherited, and another where it went on by itself', {
  timeout: 60_000,
}, async () => {
  stage = await openAgents((prompt, call) => ({ text: `# ${prompt}, time ${call}` }));
  // Both of the second rank have finished by the moment of the fork, and nothing behind them.
  const parent = await stage.create([
    work('c0'),
    work('c1', ['c0']),
    work('beside', ['c0']),
    work('c2', ['c1', 'beside']),
    work('c3', ['c2']),
  ]);
  await stage.agentWorker();
  await stage.ended(parent);
  const edits = [{ op: 'updateTask', key: 'c3', changes: { prompt: 'do c3 better' } }];
  const done = await Promise.all(['c1', 'beside'].map((key) => stage.seqOf(parent, 'task.succeeded', key)));
  const { runId } = await stage.resume(parent, Math.max(...done), { mode: 'fork', edits });
  const deps = { db: stage.db, compress: true };
  const changes = async () => (await compareRuns(deps, parent, runId)).tasks.map(({ key, differs }) => [key, ...differs].join(' '));
  expect((await changes()).slice(0, 3)).toEqual(['c0', 'c1', 'beside']);
  await stage.ended(runId);
  const { left, right, tasks, firstDivergence } = await compareRuns(deps, parent, runId);
  const rows = new Map(tasks.map((row) => [row.key, row]));
  for (const key of ['c0', 'c1', 'beside'])
    expect(rows.get(key)).toMatchObject({ change: 'same', right: { status: 'SUCCEEDED', costUsd: 0 } });
  expect(rows.get('c2')).toMatchObject({ change: 'changed', differs: ['artifacts'] });
  expect(rows.get('c3')).toMatchObject({ change: 'changed', differs: ['prompt', 'artifacts'] });
  expect(firstDivergence?.taskKey).toBe('c2');
  expect(right.costUsd).toBeLessThan(left.costUsd);
});

it('a rewind while workers run: nothing runs twice at the same time, late writes are refused, and the run ends', {
  timeout: 60_000,
}, async () => {
  // The first six calls last until they are given up.
  stage = await openAgents(answered, (call) => (call <= 6 ? 60_000 : 30));
  const runId = await stage.create([
    ...Array.from({ length: 6 }, (_, index) => work(`a${index}`)),
    work(
      'last',
      Array.from({ length: 6 }, (_, index) => `a${index}`),
    ),
  ]);
  await stage.agentWorker(4);
  await stage.agentWorker(4);
  await stage.model.arrived(6);
  const [stale] = await stage.db.query<{ node: number; epoch: number; attempt: number }>({
    text: `SELECT node, epoch, attempt FROM tasks WHERE run_id = $1 AND status = 'RUNNING'`,
    values: [runId],
  });
  const { status } = await stage.resume(runId, 1, {});
  expect(status).toBe('RUNNING');
  await auditRun(stage.db, runId);
  const late = stage.store('late');
  const execution = { runId, ...(stale as { node: number; epoch: number; attempt: number }) };
  expect(await late.startConversation(execution, { system: 's', user: 'u' })).toMatchObject({ verdict: 'fenced' });
  expect(
    await late.commitTools(
      execution,
      { conversation: 1, turn: 1 },
      [],
      [{ name: 'late.md', type: 'document', content: 'x', metadata: {} }],
      null,
    ),
  ).toMatchObject({ verdict: 'fenced' });
  expect(await stage.ended(runId)).toBe('SUCCEEDED');
  await auditRun(stage.db, runId);
  for (const prompt of new Set(prompts())) {
    const its = stage.calls.filter((call) => call.prompt === prompt);
    for (const [index, call] of its.entries()) if (index > 0) expect(call.from).toBeGreaterThan(its[index - 1]?.to as number);
  }
  expect(stage.calls.filter((call) => call.aborted)).toHaveLength(6);
  expect(stage.calls).toHaveLength(13);
  expect(await artifactsOf(runId)).toHaveLength(7);
});

it('goes on in the conversation that was captured, without paying for it again', { timeout: 60_000 }, async () => {
  const draft = { toolCalls: [{ name: 'write_artifact', arguments: { name: 'draft.md', type: 'document', content: 'one' } }] };
  stage = await openAgents((_prompt, call, messages) => {
    const turns = messages.filter((message) => message.role === 'assistant').length;
    return turns < 2 ? draft : call > 3 ? { text: 'The end' } : { toolCalls: [{ name: 'finish', arguments: { summary: 'x' } }] };
  });
  const runId = await stage.create([work('a')]);
  await stage.agentWorker();
  expect(await stage.ended(runId)).toBe('SUCCEEDED');
  expect(stage.calls).toHaveLength(3);
  const spent = (await stage.runs.get(runId)).spentUsd;
  // Right behind the second turn: what its tool wrote came later.
  await stage.resume(runId, await stage.seqOf(runId, 'task.turn', 'a', 1), { start: false });
  await auditRun(stage.db, runId);
  expect(await artifactsOf(runId)).toEqual(['draft.md 1']);
  await stage.runs.resume(runId, operator);
  expect(await stage.ended(runId)).toBe('SUCCEEDED');
  await auditRun(stage.db, runId);
  expect(stage.calls).toHaveLength(4);
  expect(stage.model.requests.at(-1)?.body.messages.filter(({ role }) => role === 'tool')).toHaveLength(2);
  expect(await artifactsOf(runId)).toEqual(['draft.md 1', 'draft.md 3']);
  expect((await stage.runs.get(runId)).spentUsd).toBeCloseTo((spent * 4) / 3);
  const turns = await stage.db.query({
    text: 'SELECT conversation, turn, inherited, cost_micro > 0 AS paid FROM turns WHERE run_id = $1 ORDER BY 1, 2',
    values: [runId],
  });
  expect(turns).toEqual([
    { conversation: 1, turn: 1, inherited: false, paid: true },
    { conversation: 1, turn: 2, inherited: false, paid: true },
    { conversation: 1, turn: 3, inherited: false, paid: true },
    { conversation: 2, turn: 1, inherited: true, paid: false },
    { conversation: 2, turn: 2, inherited: true, paid: false },
    { conversation: 2, turn: 3, inherited: false, paid: true },
  ]);
});

it('goes back to before the plan, and plans anew under numbers that were never used', { timeout: 60_000 }, async () => {
  const plan = (...keys: string[]) => ({
    text: JSON.stringify({ tasks: keys.map((key) => ({ key, role: 'tech_lead', prompt: `do ${key}`, dependsOn: [] })) }),
  });
  let plans = 0;
  stage = await openAgents((prompt) =>
    prompt.startsWith('do ') ? answered(prompt) : plan(...(++plans === 1 ? ['one', 'two'] : ['three'])),
  );
  const runId = await stage.create();
  await stage.agentWorker();
  expect(await stage.ended(runId)).toBe('SUCCEEDED');
  const end = (await stage.runs.get(runId)).lastSeq;
  expect(await stage.resume(runId, 1, {})).toMatchObject({ status: 'PLANNING' });
  await auditRun(stage.db, runId);
  // It may have been planned anew already.
  expect((await stage.runs.get(runId)).tasks.map(({ key }) => key).filter((key) => key !== 'three')).toEqual(['plan']);
  expect(await stage.ended(runId)).toBe('SUCCEEDED');
  await auditRun(stage.db, runId);
  expect((await stage.runs.get(runId)).tasks.map(({ key }) => key)).toEqual(['plan', 'three']);
  // And forward to what it was: nothing is left to do.
  stage.calls.length = 0;
  expect(await stage.resume(runId, end, {})).toMatchObject({ status: 'SUCCEEDED' });
  await auditRun(stage.db, runId);
  expect((await stage.runs.get(runId)).tasks.map(({ key, status }) => `${key} ${status}`)).toEqual([
    'plan SUCCEEDED',
    'one SUCCEEDED',
    'two SUCCEEDED',
  ]);
  expect(await artifactsOf(runId)).toEqual(['plan.json 1', 'one.md 1', 'two.md 1']);
  expect(stage.calls).toEqual([]);
});

it('edits reopen what had ended and everything below it', { timeout: 60_000 }, async () => {
  stage = await openAgents(answered);
  const runId = await stage.create([work('a'), work('b', ['a']), work('c', ['b']), work('d', ['a'])]);
  await stage.agentWorker();
  await stage.ended(runId);
  stage.calls.length = 0;
  const edits = [{ op: 'updateTask', key: 'b', changes: { prompt: 'do b better', tier: 'premium' } }];
  const forked = await stage.resume(runId, undefined, { mode: 'fork', edits });
  await auditRun(stage.db, forked.runId);
  expect(await stage.ended(forked.runId)).toBe('SUCCEEDED');
  expect(prompts()).toEqual(['do b better', 'do c']);
  expect(await artifactsOf(forked.runId)).toEqual(['a.md 1', 'b.md 1', 'c.md 1', 'd.md 1']);
  stage.calls.length = 0;
  await stage.resume(runId, undefined, { edits });
  await auditRun(stage.db, runId);
  expect(await stage.ended(runId)).toBe('SUCCEEDED');
  await auditRun(stage.db, runId);
  expect(prompts()).toEqual(['do b better', 'do c']);
  expect(await artifactsOf(runId)).toEqual(['a.md 1', 'b.md 2', 'c.md 2', 'd.md 1']);
  // The spec of then is kept beside that of now.
  expect(await stage.resume(runId, 1, { start: false })).toMatchObject({ status: 'PAUSED' });
  await auditRun(stage.db, runId);
  const [row] = await stage.db.query<{ prompt: string }>({
    text: `SELECT prompt FROM task_specs WHERE run_id = $1 AND key = 'b'`,
    values: [runId],
  });
  expect(row?.prompt).toBe('do b');
  await expect(stage.resume(runId, 1, { edits: [{ op: 'updateTask', key: 'nobody', changes: {} }] })).rejects.toMatchObject({
    code: 'invalid_input',
    issues: [{ path: 'edits.0.key' }],
  });
});

it.each(['SUCCEEDED', 'FAILED', 'CANCELLED', 'PAUSED'] as const)('rewinds a run that is %s', { timeout: 60_000 }, async (status) => {
  let fails = true;
  stage = await openAgents(
    (prompt) => (status === 'FAILED' && fails && prompt === 'do b' ? { status: 400 } : answered(prompt)),
    () => (status === 'CANCELLED' || status === 'PAUSED' ? 60 : 0),
  );
  const runId = await stage.create([work('a'), work('b', ['a']), work('c', ['b'])]);
  await stage.agentWorker();
  if (status === 'CANCELLED' || status === 'PAUSED') {
    const seq = await stage.seqOf(runId, 'task.started', 'b');
    expect(seq).toBeGreaterThan(0);
    await (status === 'PAUSED' ? stage.runs.pause(runId, operator) : stage.runs.cancel(runId, operator));
  } else await stage.ended(runId);
  await until('it to stand still', async () => {
    const run = await stage.runs.get(runId);
    return run.status === status && run.counts.running === 0;
  });
  fails = false;
  const resumed = await stage.resume(runId, undefined, {});
  await auditRun(stage.db, runId);
  expect(resumed.status).toBe(status === 'SUCCEEDED' ? 'SUCCEEDED' : 'RUNNING');
  expect(await stage.ended(runId)).toBe('SUCCEEDED');
  await stage.resume(runId, 1, {});
  await auditRun(stage.db, runId);
  expect(await stage.ended(runId)).toBe('SUCCEEDED');
  await auditRun(stage.db, runId);
});

describe('what cannot be undone', () => {
  const graph = [work('a'), work('deploy', ['a'], { sideEffects: 'irreversible' }), work('b', ['deploy'])];
  const said = (decision: 'run' | 'skip', runId: string) => decideHold(stage, { runId, key: 'deploy', decision }, operator);
  const taskOf = async (runId: string, key: string) => (await stage.runs.get(runId)).tasks.find((task) => task.key === key);

  it.each(['rewind', 'fork'] as const)(
    '%s: waits for a word where it has happened; left as it is, its work stands',
    { timeout: 60_000 },
    async (mode) => {
      stage = await openAgents(answered);
      const first = await stage.create(graph);
      await stage.agentWorker();
      await stage.ended(first);
      stage.calls.length = 0;
      const { runId, status, held } = await stage.resume(first, 1, { mode });
      expect({ status, held }).toEqual({ status: 'RUNNING', held: ['deploy'] });
      await until('a to end', async () => (await taskOf(runId, 'a'))?.status === 'SUCCEEDED');
      await auditRun(stage.db, runId);
      expect(await taskOf(runId, 'deploy')).toMatchObject({ status: 'WAITING', waitingFor: 'irreversible' });
      expect(await artifactsOf(runId)).toEqual([mode === 'fork' ? 'a.md 1' : 'a.md 2']);
      await said('skip', runId);
      await auditRun(stage.db, runId);
      expect(await stage.ended(runId)).toBe('SUCCEEDED');
      await auditRun(stage.db, runId);
      expect(prompts()).toEqual(['do a', 'do b']);
      expect(await artifactsOf(runId)).toEqual(mode === 'fork' ? ['a.md 1', 'deploy.md 1', 'b.md 1'] : ['a.md 2', 'deploy.md 1', 'b.md 2']);
      // The next task read what it had left.
      expect(stage.model.requests.at(-1)?.body.messages.some(({ content }) => content?.includes('do deploy'))).toBe(true);
      await expect(said('run', runId)).rejects.toMatchObject({ code: 'conflict' });
    },
  );

  it('runs again on a word, at once or later', { timeout: 60_000 }, async () => {
    stage = await openAgents(answered);
    const runId = await stage.create(graph);
    await stage.agentWorker();
    await stage.ended(runId);
    expect(await stage.resume(runId, 1, { start: false })).toMatchObject({ status: 'PAUSED', held: ['deploy'] });
    await said('run', runId);
    await auditRun(stage.db, runId);
    expect(await taskOf(runId, 'deploy')).toMatchObject({ status: 'PENDING', waitingFor: null });
    stage.calls.length = 0;
    await stage.runs.resume(runId, operator);
    stage.bus.publish({ kind: 'ready' });
    expect(await stage.ended(runId)).toBe('SUCCEEDED');
    expect(prompts()).toEqual(['do a', 'do deploy', 'do b']);
    stage.calls.length = 0;
    expect(await stage.resume(runId, 1, { allowIrreversible: ['deploy'] })).toMatchObject({ status: 'RUNNING', held: [] });
    expect(await stage.ended(runId)).toBe('SUCCEEDED');
    await auditRun(stage.db, runId);
    expect(prompts()).toEqual(['do a', 'do deploy', 'do b']);
    await expect(stage.resume(runId, 1, { allowIrreversible: ['a', 'x'] })).rejects.toMatchObject({
      issues: [{ path: 'allowIrreversible.1' }],
    });
  });

  it('is asked about after an edit above it, and not where it has not begun', { timeout: 60_000 }, async () => {
    stage = await openAgents(answered);
    const runId = await stage.create(graph);
    await stage.agentWorker();
    await stage.ended(runId);
    const edits = [{ op: 'updateTask', key: 'a', changes: { prompt: 'do a again' } }];
    expect((await stage.resume(runId, undefined, { mode: 'fork', edits })).held).toEqual(['deploy']);
    const untouched = await stage.create(graph, { reviewPlan: true });
    expect((await stage.resume(untouched, 1, {})).held).toEqual([]);
    // A fork of a fork still knows what its ancestor did, and a checkpoint says so before.
    const child = await stage.resume(runId, 1, { mode: 'fork', start: false });
    const deps = { db: stage.db, compress: true };
    const { id } = await createCheckpoint(deps, { runId: child.runId, label: 'begin' }, operator, null);
    expect((await getCheckpoint(deps, id)).irreversible).toEqual(['deploy']);
    expect((await stage.resume(child.runId, 1, { mode: 'fork' })).held).toEqual(['deploy']);
  });
});

it('says to raise the budget first, unless the run is to wait', { timeout: 60_000 }, async () => {
  stage = await openAgents(answered);
  const runId = await stage.create(chainOf(3), { budgetUsd: 0.000_5 });
  await stage.agentWorker();
  await until('the run to pause', async () => (await stage.runs.get(runId)).status === 'PAUSED');
  await until('its last call to end', async () => (await stage.runs.get(runId)).counts.running === 0);
  const before = await stage.runs.get(runId);
  await expect(stage.resume(runId, 1, {})).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('Raise the budget'),
  });
  expect(await stage.runs.get(runId)).toEqual(before);
  expect(await stage.resume(runId, 1, { start: false })).toMatchObject({ status: 'PAUSED' });
  await auditRun(stage.db, runId);
  expect((await stage.runs.get(runId)).spentUsd).toBe(before.spentUsd);
});

it('rewinds, pauses, cancels and finishes that come at once leave one sound run', { timeout: 60_000 }, async () => {
  stage = await openAgents(answered, () => 15);
  await stage.agentWorker(6);
  for (let round = 0; round < 4; round += 1) {
    const runId = await stage.create([...chainOf(4), ...Array.from({ length: 6 }, (_, index) => work(`w${index}`))]);
    stage.bus.publish({ kind: 'ready' });
    await stage.seqOf(runId, 'task.succeeded', 'c0');
    const refused = (error: { code?: string }) => expect(error.code).toBe('conflict');
    await Promise.all([
      stage.resume(runId, 1, {}),
      stage.resume(runId, undefined, {}),
      stage.runs.pause(runId, operator).catch(refused),
      stage.runs.setBudget(runId, 100, operator),
      ...(round % 2 === 0 ? [stage.runs.cancel(runId, operator).catch(refused)] : []),
      stage.resume(runId, 1, {}),
    ]);
    await auditRun(stage.db, runId);
    await stage.resume(runId, undefined, {});
    stage.bus.publish({ kind: 'ready' });
    expect(await stage.ended(runId)).toBe('SUCCEEDED');
    await auditRun(stage.db, runId);
  }
});
