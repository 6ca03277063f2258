import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreateRunInput } from '@/lib/contracts/run';
import type { ClaimedTask, TurnRecord } from '@/server/core/ports/task-runner';
import { tick } from '@/server/engine/tick';
import { auditRun } from '@/test/engine/audit';
import { chain, type Engine, openEngine, operator, task } from '@/test/engine/open-engine';

const worker = randomUUID();
let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

/** A run whose first task this worker runs. Whatever other tests have left is claimed and forgotten. */
async function started(tasks = chain(2), options: Partial<CreateRunInput> = {}): Promise<{ runId: string; claimed: ClaimedTask }> {
  const runId = await engine.create(tasks, options);
  const result = await tick(engine.db, worker, [], 50);
  const claimed = result.claimed.find((candidate) => candidate.runId === runId);
  if (!claimed) throw new Error('the new run was not claimed');
  return { runId, claimed };
}

const turn = (number: number, costUsd: number, more: Partial<TurnRecord> = {}): TurnRecord => ({
  conversation: 1,
  turn: number,
  model: 'm',
  text: 'words',
  refusal: null,
  finishReason: 'stop',
  toolCalls: [],
  inputTokens: 10,
  outputTokens: 5,
  costMicroUsd: Math.round(costUsd * 1_000_000),
  priced: true,
  durationMs: 12,
  feedback: null,
  ...more,
});

async function spend(claimed: ClaimedTask, ...turns: TurnRecord[]) {
  const store = engine.store(worker);
  await store.startConversation(claimed, { system: 's', user: 'u' });
  const verdicts = [];
  for (const record of turns) verdicts.push(await store.commitTurn(claimed, record));
  return verdicts;
}

const eventsOf = async (runId: string) => (await engine.runs.events({ runId, after: 0, limit: 200 })).items.map(({ type }) => type);
const conflict = expect.objectContaining({ code: 'conflict' });

describe('pause and resume', () => {
  it('are said to the workers, logged once, and wished twice without harm', async () => {
    const { runId, claimed } = await started();
    engine.bus.said.length = 0;
    expect(await engine.runs.pause(runId, operator)).toMatchObject({ status: 'PAUSED' });
    expect(engine.bus.said).toContainEqual({ kind: 'run', runId, seq: 3, control: true });
    expect(await engine.runs.pause(runId, operator)).toMatchObject({ status: 'PAUSED', lastSeq: 3 });
    // A call in flight ends and its turn is stored; the worker is told to stop behind it.
    expect(await spend(claimed, turn(1, 0.25))).toEqual(['paused']);
    expect(await engine.runs.resume(runId, operator)).toMatchObject({ status: 'RUNNING', spentUsd: 0.25 });
    expect(await eventsOf(runId)).toEqual(['run.created', 'task.started', 'run.paused', 'task.turn', 'run.resumed']);
    await auditRun(engine.db, runId);
  });

  it('a task that finishes under a pause is finished, and a run that ends so has ended', async () => {
    const { runId, claimed } = await started(chain(1));
    await engine.runs.pause(runId, operator);
    await tick(engine.db, worker, [{ ...claimed, deferrals: 0 }], 0);
    expect(await engine.runs.get(runId)).toMatchObject({ status: 'SUCCEEDED' });
    await auditRun(engine.db, runId);
  });

  it('brings a run that was planning back to planning', async () => {
    const runId = await engine.create();
    await engine.runs.pause(runId, operator);
    expect(await engine.runs.resume(runId, operator)).toMatchObject({ status: 'PLANNING' });
    await engine.runs.cancel(runId, operator);
  });
});

describe('cancel', () => {
  it('ends whatever has not ended, fences who runs and empties the queue', async () => {
    const { runId, claimed } = await started([task('a'), task('b'), task('c', ['a', 'b'])]);
    await engine.runs.cancel(runId, operator);
    const run = await engine.runs.get(runId);
    expect(run).toMatchObject({ status: 'CANCELLED', counts: { cancelled: 3, running: 0, pending: 0 } });
    expect(run.finishedAt).not.toBeNull();
    expect(await tick(engine.db, worker, [{ ...claimed, deferrals: 0 }], 0)).toMatchObject({ finished: [], heads: [] });
    expect(await engine.db.query({ text: `SELECT outcome FROM attempts WHERE run_id = $1`, values: [runId] })).toEqual([
      { outcome: 'cancelled' },
      { outcome: 'cancelled' },
    ]);
    expect(await engine.runs.cancel(runId, operator)).toMatchObject({ status: 'CANCELLED' });
    await auditRun(engine.db, runId);
  });

  it('empties the queue of a run that nobody has begun', async () => {
    const runId = await engine.create([task('a'), task('b', ['a'])]);
    await engine.runs.cancel(runId, operator);
    expect((await tick(engine.db, worker, [], 50)).claimed.filter((claimed) => claimed.runId === runId)).toEqual([]);
    await auditRun(engine.db, runId);
  });

  it.each(['pause', 'resume', 'cancel'] as const)('an ended run refuses to %s with a conflict', async (wish) => {
    const { runId, claimed } = await started(chain(1));
    await tick(engine.db, worker, [{ ...claimed, deferrals: 0 }], 0);
    await expect(engine.runs[wish](runId, operator)).rejects.toEqual(conflict);
  });

  it.each(['pause', 'resume', 'cancel'] as const)('%s of a run that is not there is not found', async (wish) => {
    await expect(engine.runs[wish](randomUUID(), operator)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('budget', () => {
  it('pauses at what is spent, is a conflict to resume, and goes on once it is raised', async () => {
    const { runId, claimed } = await started(chain(2), { budgetUsd: 1 });
    expect(await spend(claimed, turn(1, 0.6), turn(2, 0.4))).toEqual(['go', 'paused']);
    expect(await engine.runs.get(runId)).toMatchObject({ status: 'PAUSED', statusReason: 'budget', spentUsd: 1, budgetUsd: 1 });
    await expect(engine.runs.resume(runId, operator)).rejects.toEqual(conflict);
    // Raising it does not start anything by itself.
    expect(await engine.runs.setBudget(runId, 2, operator)).toMatchObject({ status: 'PAUSED', budgetUsd: 2 });
    expect(await engine.runs.resume(runId, operator)).toMatchObject({ status: 'RUNNING' });
    await auditRun(engine.db, runId);
  });

  it('lowered below what is spent, it pauses at once', async () => {
    const { runId, claimed } = await started(chain(2));
    expect(await spend(claimed, turn(1, 0.5))).toEqual(['go']);
    const run = await engine.runs.setBudget(runId, 0.5, operator);
    expect(run).toMatchObject({ status: 'PAUSED', statusReason: 'budget', budgetUsd: 0.5 });
    expect((await eventsOf(runId)).slice(-3)).toEqual(['run.budget_changed', 'run.paused', 'escalation.opened']);
    expect(await engine.runs.setBudget(runId, null, operator)).toMatchObject({ budgetUsd: null, status: 'PAUSED' });
    expect(await engine.runs.resume(runId, operator)).toMatchObject({ status: 'RUNNING' });
    await auditRun(engine.db, runId);
  });

  it('counts calls without a price apart, and against a budget at their assumed price only where there is one', async () => {
    const unpriced = turn(1, 0.3, { priced: false });
    const free = await started(chain(2));
    await spend(free.claimed, unpriced);
    expect(await engine.runs.get(free.runId)).toMatchObject({ spentUsd: 0, unpricedCalls: 1, status: 'RUNNING' });
    const held = await started(chain(2), { budgetUsd: 0.3 });
    expect(await spend(held.claimed, unpriced)).toEqual(['paused']);
    expect(await engine.runs.get(held.runId)).toMatchObject({ spentUsd: 0.3, unpricedCalls: 1, status: 'PAUSED', statusReason: 'budget' });
  });
});
