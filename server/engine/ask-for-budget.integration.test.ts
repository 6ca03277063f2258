import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EscalationView } from '@/lib/contracts/escalation';
import type { CreateRunInput } from '@/lib/contracts/run';
import type { ClaimedTask } from '@/server/core/ports/task-runner';
import { createEscalationsService } from '@/server/services/escalations/escalations-service';
import { auditRun } from '@/test/engine/audit';
import { openDeadLetters } from '@/test/engine/dead-letters';
import { chain, type Engine, openEngine, operator, task } from '@/test/engine/open-engine';
import { failure } from '@/test/engine/runners';
import { settleTask } from './settle';
import { tick } from './tick';

const worker = randomUUID();
let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const approver = { kind: 'user', id: 'u', name: 'ada@example.com', role: 'approver' } as const;

async function started(tasks = chain(3), options: Partial<CreateRunInput> = { budgetUsd: 1 }) {
  const runId = await engine.create(tasks, options);
  const claimed = (await tick(engine.db, worker, [], 50)).claimed.filter((one) => one.runId === runId);
  return { runId, claimed: claimed as [ClaimedTask, ...ClaimedTask[]] };
}

const turns = new Map<ClaimedTask, number>();
async function spend(claimed: ClaimedTask, costUsd: number) {
  const store = engine.store(worker);
  const turn = (turns.get(claimed) ?? 0) + 1;
  turns.set(claimed, turn);
  if (turn === 1) await store.startConversation(claimed, { system: 's', user: 'u' });
  return store.commitTurn(claimed, {
    ...{ conversation: 1, turn, model: 'm', text: 'x', refusal: null, finishReason: 'stop', toolCalls: [], inputTokens: 1 },
    ...{ outputTokens: 1, costMicroUsd: Math.round(costUsd * 1_000_000), priced: true, durationMs: 1, feedback: null },
  });
}

const escalations = () => createEscalationsService(engine);
const asked = async (runId: string, status?: EscalationView['status']): Promise<EscalationView[]> =>
  (await escalations().list({ runId, limit: 50, ...(status ? { status } : {}) })).items;
async function open(runId: string): Promise<EscalationView> {
  const [one, ...more] = await asked(runId, 'OPEN');
  if (!one || more.length > 0) throw new Error('not exactly one question is open');
  return one;
}
const eventsOf = async (runId: string) => (await engine.runs.events({ runId, after: 0, limit: 200 })).items.map(({ type }) => type);
const sound = (runId: string) => auditRun(engine.db, runId);
const decide = (id: string, status: 'APPROVED' | 'REJECTED') => escalations().decide({ escalationId: id, status }, approver);

describe('a run that is expected to cost more than its budget', () => {
  afterEach(() => engine.db.query({ text: 'DELETE FROM task_means' }));
  const measure = (count: number) =>
    engine.db.query({
      text: `INSERT INTO task_means (role, tier, kind, count, cost_micro, duration_ms) VALUES ('database_engineer', 'standard', 'agent', $1::int, $1::int * 1000000, 10)
        ON CONFLICT (role, tier, kind) DO UPDATE SET count = excluded.count, cost_micro = excluded.cost_micro`,
      values: [count],
    });
  const data = (key: string, dependsOn: string[] = []) => ({ ...task(key, dependsOn), role: 'database_engineer' as const });
  const three = [data('a'), data('b', ['a']), data('c', ['b'])];

  it('asks before it starts, and begins with what is approved', async () => {
    await measure(20);
    const runId = await engine.create(three, { budgetUsd: 2 });
    expect(await engine.runs.get(runId)).toMatchObject({ status: 'PAUSED', statusReason: 'budget_forecast', spentUsd: 0 });
    expect(await eventsOf(runId)).toEqual(['run.created', 'run.paused', 'escalation.opened']);
    const question = await open(runId);
    expect(question).toMatchObject({
      title: 'The run is expected to cost more than its budget of $2.00',
      context: { currentSpend: 0, expectedRest: 3, budgetLimit: 2 },
      action: { amountUsd: 1 },
    });
    await sound(runId);
    expect((await tick(engine.db, worker, [], 50)).claimed.filter((one) => one.runId === runId)).toEqual([]);
    await decide(question.id, 'APPROVED');
    expect(await engine.runs.get(runId)).toMatchObject({ status: 'RUNNING', budgetUsd: 3 });
    expect((await tick(engine.db, worker, [], 50)).claimed.filter((one) => one.runId === runId)).toHaveLength(1);
    await sound(runId);
  });

  it('may be started all the same by whoever knows better', async () => {
    await measure(20);
    const runId = await engine.create(three, { budgetUsd: 2 });
    expect(await engine.runs.resume(runId, operator)).toMatchObject({ status: 'RUNNING', budgetUsd: 2 });
    expect((await asked(runId)).map(({ status }) => status)).toEqual(['SUPERSEDED']);
    await sound(runId);
  });

  it.each([
    ['its budget suffices', 20, three, { budgetUsd: 3.5 }],
    ['it has no budget', 20, three, {}],
    ['like tasks are not known well enough', 19, three, { budgetUsd: 2 }],
    ['one of its tasks was never measured', 20, [...three, { ...task('d'), role: 'security_reviewer' as const }], { budgetUsd: 2 }],
    ['no single task of it fits into its budget', 20, three, { budgetUsd: 0.5 }],
  ])('does not ask where %s', async (_, count, tasks, options) => {
    await measure(count);
    const runId = await engine.create(tasks, options);
    expect(await engine.runs.get(runId)).toMatchObject({ status: 'RUNNING' });
    await engine.runs.cancel(runId, operator);
  });

  it('does not ask where the settings say so', async () => {
    await measure(20);
    const before = engine.ladder.policy;
    engine.ladder.policy = { ...before, forecastGuard: false };
    const runId = await engine.create(three, { budgetUsd: 2 });
    engine.ladder.policy = before;
    expect(await engine.runs.get(runId)).toMatchObject({ status: 'RUNNING' });
  });
});

describe('a run that its budget pauses', () => {
  it('asks for more in the same commit, and goes on with it once it is approved', async () => {
    const { runId, claimed } = await started();
    expect(await spend(claimed[0], 1)).toBe('paused');
    expect((await eventsOf(runId)).slice(-3)).toEqual(['task.turn', 'run.paused', 'escalation.opened']);
    const question = await open(runId);
    expect(question).toMatchObject({
      ...{ type: 'budget_override', subject: 'budget', taskKey: null, priority: 'HIGH', askedBy: 'engine', defaultDecision: 'reject' },
      context: { currentSpend: 1, requestedAmount: 0.5, budgetLimit: 1, tasksToCome: 3 },
      action: { kind: 'raise_budget', amountUsd: 0.5 },
    });
    await sound(runId);
    expect(await decide(question.id, 'APPROVED')).toMatchObject({ status: 'APPROVED', decision: 'approve' });
    expect(await engine.runs.get(runId)).toMatchObject({ status: 'RUNNING', budgetUsd: 1.5 });
    expect((await eventsOf(runId)).slice(-3)).toEqual(['escalation.decided', 'run.budget_changed', 'run.resumed']);
    await sound(runId);
  });

  it('stays paused where it is refused', async () => {
    const { runId, claimed } = await started();
    await spend(claimed[0], 1);
    await decide((await open(runId)).id, 'REJECTED');
    expect(await engine.runs.get(runId)).toMatchObject({ status: 'PAUSED', statusReason: 'budget', budgetUsd: 1 });
    await sound(runId);
  });

  it('asks for what like tasks came to where that was measured', async () => {
    await engine.db.query({
      text: "INSERT INTO task_means (role, tier, kind, count, cost_micro, duration_ms) VALUES ('ux_engineer', 'standard', 'agent', 10, 20000000, 10)",
    });
    const ux = (key: string, dependsOn: string[] = []) => ({ ...task(key, dependsOn), role: 'ux_engineer' as const });
    const { runId, claimed } = await started([ux('a'), ux('b', ['a'])]);
    await spend(claimed[0], 1.5);
    // Two tasks of $2, one of which has cost 1.5, beside the half dollar that was overspent.
    expect((await open(runId)).action).toEqual({ kind: 'raise_budget', amountUsd: 3 });
    await engine.db.query({ text: "DELETE FROM task_means WHERE role = 'ux_engineer'" });
  });

  it('asks again where calls in flight have cost more than was asked for', async () => {
    const { runId, claimed } = await started([task('a'), task('b')]);
    await spend(claimed[0], 1);
    const first = await open(runId);
    expect(await spend(claimed[1] as ClaimedTask, 1)).toBe('paused');
    await decide(first.id, 'APPROVED');
    expect(await engine.runs.get(runId)).toMatchObject({ status: 'PAUSED', statusReason: 'budget', budgetUsd: 1.5 });
    const second = await open(runId);
    expect(second).toMatchObject({ retryOf: first.id, context: { currentSpend: 2, budgetLimit: 1.5 } });
    await sound(runId);
    await decide(second.id, 'APPROVED');
    expect(await engine.runs.get(runId)).toMatchObject({ status: 'RUNNING' });
    await sound(runId);
  });

  it('has its question answered by a new budget or a resume; one that is too low asks anew', async () => {
    const { runId, claimed } = await started();
    await spend(claimed[0], 1);
    const first = await open(runId);
    await engine.runs.setBudget(runId, 0.9, operator);
    const second = await open(runId);
    expect(second.id).not.toBe(first.id);
    expect(second.context).toMatchObject({ budgetLimit: 0.9 });
    await sound(runId);
    await engine.runs.setBudget(runId, 5, operator);
    expect(await asked(runId, 'OPEN')).toEqual([]);
    await expect(decide(second.id, 'APPROVED')).rejects.toMatchObject({ code: 'conflict' });
    await engine.runs.resume(runId, operator);
    expect(await engine.runs.get(runId)).toMatchObject({ status: 'RUNNING', budgetUsd: 5 });
    await sound(runId);
  });

  it('leaves no question behind where it is cancelled or ends', async () => {
    const cancelled = await started();
    await spend(cancelled.claimed[0], 1);
    await engine.runs.cancel(cancelled.runId, operator);
    expect((await asked(cancelled.runId)).map(({ status }) => status)).toEqual(['SUPERSEDED']);
    const ended = await started([task('a')]);
    await spend(ended.claimed[0], 1);
    await tick(engine.db, worker, [{ ...ended.claimed[0], deferrals: 0 }], 0);
    expect(await engine.runs.get(ended.runId)).toMatchObject({ status: 'SUCCEEDED' });
    expect((await asked(ended.runId)).map(({ status }) => status)).toEqual(['SUPERSEDED']);
    await sound(ended.runId);
  });

  it('asks as well where a replay brings it back over its budget', async () => {
    const { runId, claimed } = await started([task('a')]);
    await spend(claimed[0], 1);
    const failed = { kind: 'failed', failure: failure({ permanent: true }), retryDelayMs: 0 } as const;
    await engine.db.transaction((tx) => settleTask(tx, claimed[0], failed, `worker:${worker}`));
    expect(await engine.runs.get(runId)).toMatchObject({ status: 'FAILED' });
    expect(await asked(runId, 'OPEN')).toEqual([]);
    const [letter] = await engine.db.query<{ id: string }>({ text: 'SELECT id FROM dead_letters WHERE run_id = $1', values: [runId] });
    await openDeadLetters(engine).replay({ deadLetterId: letter?.id ?? '' }, operator);
    expect(await engine.runs.get(runId)).toMatchObject({ status: 'PAUSED', statusReason: 'budget' });
    const question = await open(runId);
    await decide(question.id, 'APPROVED');
    expect(await engine.runs.get(runId)).toMatchObject({ status: 'RUNNING' });
    await sound(runId);
  });
});
