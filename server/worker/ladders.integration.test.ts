import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CreateEscalation, DEFAULT_DECISION, type EscalationType } from '@/lib/contracts/escalation';
import type { Finding, TaskDraftInput } from '@/lib/contracts/task';
import type { ClaimedTask, Ruling } from '@/server/core/ports/task-runner';
import { settleTask } from '@/server/engine/settle';
import { settleRuling } from '@/server/engine/settle-ruling';
import { tick } from '@/server/engine/tick';
import { systemClock } from '@/server/infra/clock/system-clock';
import { createEscalationsService, type EscalationsService } from '@/server/services/escalations/escalations-service';
import { auditRun } from '@/test/engine/audit';
import { movedTime } from '@/test/engine/clocks';
import { type Engine, openEngine, operator, quietLog, task } from '@/test/engine/open-engine';
import { createDeadlines } from './deadline-loop';

const worker = randomUUID();
const approver = { ...operator, role: 'approver' as const, name: 'ann' };
let engine: Engine;
let escalations: EscalationsService;
let time: ReturnType<typeof movedTime>;
let sweep: () => Promise<number>;
beforeEach(async () => {
  engine = await openEngine();
  escalations = createEscalationsService(engine);
  time = movedTime(engine);
  const deadlines = [1, 2].map(() => createDeadlines({ ...engine, clock: systemClock, log: quietLog }));
  sweep = async () => (await Promise.all(deadlines.map((one) => one.sweep()))).reduce((sum, n) => sum + n, 0);
});
afterEach(() => engine.close());

const claim = async (runId: string): Promise<ClaimedTask[]> =>
  (await tick(engine.db, worker, [], 50)).claimed.filter((one) => one.runId === runId);
const finish = (one: ClaimedTask) => tick(engine.db, worker, [{ ...one, deferrals: 3 }], 0);
const unclear: Ruling = { kind: 'undecided', reason: 'It is not there.', missing: 'artifact.x', judgement: null };
const finding: Finding = { severity: 'major', message: 'Orders are lost', place: 'a', suggestion: 'Commit first' };
const failed: Ruling = { kind: 'decided', judgement: { result: false, by: 'model', condition: null, evidence: {}, findings: [finding] } };
const statuses = async (runId: string) => Object.fromEntries((await engine.runs.get(runId)).tasks.map(({ key, status }) => [key, status]));
const openOf = async (runId: string) => (await escalations.list({ runId, status: 'OPEN', limit: 10 })).items;

const ask = (runId: string, type: EscalationType, more: Partial<CreateEscalation> = {}) =>
  escalations.create({ runId, type, title: 'A question', description: 'x', priority: 'MEDIUM', ...more }, operator);

/** A graph whose second task judges and cannot; beside it something that does not wait. */
async function judging(judge: TaskDraftInput, ruling: Ruling): Promise<string> {
  // What cannot be undone is not done anew: a gate that refuses it asks.
  const runId = await engine.create([task('a', [], { sideEffects: 'irreversible' }), judge, task('b', [judge.key]), task('beside')]);
  for (const one of await claim(runId)) await finish(one);
  const [judges] = await claim(runId);
  await engine.db.transaction((tx) => settleRuling(tx, judges as ClaimedTask, ruling, `worker:${worker}`));
  return runId;
}

/** A task is done, what waits for it is held, and what does not has gone on. */
async function holding(type: EscalationType): Promise<string> {
  const runId = await engine.create([task('a'), task('b', ['a']), task('beside')]);
  await ask(runId, type, { taskKey: 'a' });
  for (const one of await claim(runId)) await finish(one);
  return runId;
}

async function failing(): Promise<string> {
  const runId = await engine.create([task('a'), task('b', ['a']), task('beside')]);
  const failure = {
    code: 'bad_answer',
    message: 'It made no sense.',
    httpStatus: null,
    place: 'model',
    permanent: true,
    stack: null,
  } as const;
  for (const one of await claim(runId)) {
    if (one.node !== 0) await finish(one);
    else {
      const settlement = { kind: 'failed', failure, retryDelayMs: 0 } as const;
      await engine.db.transaction((tx) => settleTask(tx, one, settlement, `worker:${worker}`));
    }
  }
  if ((await openOf(runId)).length === 0) await ask(runId, 'error_resolution', { taskKey: 'a' });
  return runId;
}

const LADDERS: Record<EscalationType, { begin: () => Promise<string>; waits: object; ends: object; run: object }> = {
  gate_approval: {
    begin: () =>
      judging(
        {
          ...{ key: 'door', kind: 'gate', role: 'code_reviewer', prompt: 'Judge', dependsOn: ['a'] },
          gate: { type: 'code_review', criteria: 'Good' },
        },
        failed,
      ),
    waits: { door: 'WAITING', b: 'PENDING', beside: 'SUCCEEDED' },
    ends: { a: 'SUCCEEDED', door: 'FAILED', b: 'PENDING' },
    run: { status: 'FAILED' },
  },
  budget_override: {
    begin: async () => {
      const runId = await engine.create([task('a')], { budgetUsd: 50 });
      await ask(runId, 'budget_override', { context: { currentSpend: 45, requestedAmount: 20, budgetLimit: 50 } });
      return runId;
    },
    waits: { a: 'READY' },
    ends: { a: 'READY' },
    run: { status: 'RUNNING', budgetUsd: 50 },
  },
  security_review: {
    begin: () => holding('security_review'),
    waits: { a: 'SUCCEEDED', b: 'PENDING', beside: 'SUCCEEDED' },
    ends: { a: 'FAILED', b: 'PENDING', beside: 'SUCCEEDED' },
    run: { status: 'FAILED' },
  },
  error_resolution: {
    begin: failing,
    waits: { a: 'FAILED', b: 'PENDING', beside: 'SUCCEEDED' },
    ends: { a: 'READY', b: 'PENDING', beside: 'SUCCEEDED' },
    run: { status: 'RUNNING' },
  },
  ambiguous_requirement: {
    begin: () =>
      judging(
        {
          ...{ key: 'way', kind: 'branch', title: 'Which way', dependsOn: ['a'] },
          branch: { condition: 'artifact.x > 1', ifTrue: ['b'], ifFalse: [] },
        },
        unclear,
      ),
    waits: { way: 'WAITING', b: 'PENDING', beside: 'SUCCEEDED' },
    ends: { way: 'WAITING', b: 'PENDING', beside: 'SUCCEEDED' },
    run: { status: 'PAUSED', statusReason: 'escalation' },
  },
  quality_concern: {
    begin: () => holding('quality_concern'),
    waits: { a: 'SUCCEEDED', b: 'PENDING', beside: 'SUCCEEDED' },
    ends: { a: 'FAILED', b: 'PENDING', beside: 'SUCCEEDED' },
    run: { status: 'FAILED' },
  },
  sensitive_data: {
    begin: () => holding('sensitive_data'),
    waits: { a: 'SUCCEEDED', b: 'PENDING', beside: 'SUCCEEDED' },
    ends: { a: 'FAILED', b: 'PENDING', beside: 'SUCCEEDED' },
    run: { status: 'FAILED' },
  },
};

describe.each(Object.keys(LADDERS) as EscalationType[])('%s', (type) => {
  const { begin, waits, ends, run } = LADDERS[type];

  it('climbs agent, lead, human, while what does not depend on it goes on, and ends in its default', async () => {
    const runId = await begin();
    expect(await statuses(runId)).toMatchObject(waits);
    const [asked] = await openOf(runId);
    expect(asked).toMatchObject({ type, tier: 'AGENT', defaultDecision: DEFAULT_DECISION[type] });
    await auditRun(engine.db, runId);
    for (const [tier, seconds] of [
      ['LEAD_AGENT', 300],
      ['HUMAN', 1_800],
    ] as const) {
      await time.advance(seconds);
      expect(await sweep()).toBe(1);
      expect(await openOf(runId)).toMatchObject([{ id: asked?.id, tier }]);
      expect(await statuses(runId)).toMatchObject(waits);
    }
    await time.advance(3_600);
    expect(await sweep()).toBe(1);
    const { entries, ...decided } = await escalations.get(asked?.id ?? '');
    expect(decided).toMatchObject({ status: 'AUTO_DECIDED', decision: DEFAULT_DECISION[type], decidedBy: 'clock', tier: 'HUMAN' });
    expect(entries.map(({ kind }) => kind)).toEqual(['opened', 'tier', 'tier', 'decided']);
    expect(await statuses(runId)).toMatchObject(ends);
    expect(await engine.runs.get(runId)).toMatchObject(run);
    expect(await openOf(runId)).toEqual([]);
    await auditRun(engine.db, runId);
    await expect(escalations.decide({ escalationId: asked?.id ?? '', status: 'APPROVED' }, approver)).rejects.toMatchObject({
      ...{ code: 'conflict', more: { decision: { status: 'AUTO_DECIDED', decidedBy: 'clock' } } },
    });
  });
});

it('a gate that nobody approves in time says so', async () => {
  const runId = await LADDERS.gate_approval.begin();
  for (const seconds of [300, 1_800, 3_600]) {
    await time.advance(seconds);
    await sweep();
  }
  const letters = await engine.db.query<{ failure: { code: string; message: string } }>({
    text: 'SELECT failure FROM dead_letters WHERE run_id = $1',
    values: [runId],
  });
  expect(letters).toMatchObject([{ failure: { code: 'gate_rejected', message: 'Nobody has approved it in time.' } }]);
});

describe('a run that stands still for want of a decision', () => {
  const decideBy = (escalationId: string, status: 'APPROVED' | 'REJECTED') => escalations.decide({ escalationId, status }, approver);
  /** Nobody answers on any tier. */
  async function unanswered(runId: string): Promise<string> {
    const [asked] = await openOf(runId);
    for (const seconds of [300, 1_800, 3_600]) {
      await time.advance(seconds);
      await sweep();
    }
    expect(await engine.runs.get(runId)).toMatchObject({ status: 'PAUSED', statusReason: 'escalation' });
    return asked?.id ?? '';
  }

  it('asks people again once somebody lets it go on, and the answer moves it', async () => {
    const runId = await LADDERS.ambiguous_requirement.begin();
    const before = await unanswered(runId);
    await engine.runs.resume(runId, operator);
    const [again, ...more] = await openOf(runId);
    expect(more).toEqual([]);
    expect(again).toMatchObject({ retryOf: before, tier: 'HUMAN', taskKey: 'way', subject: 'ruling', context: { missing: 'artifact.x' } });
    await auditRun(engine.db, runId);
    await decideBy(again?.id ?? '', 'APPROVED');
    expect(await statuses(runId)).toMatchObject({ way: 'SUCCEEDED', b: 'READY' });
    await engine.runs.pause(runId, operator);
    await engine.runs.resume(runId, operator);
    expect(await openOf(runId), 'what is answered is not asked again').toEqual([]);
    await auditRun(engine.db, runId);
  });

  it('goes on holding what waits for a task, before and behind the resume, until it is decided', async () => {
    const { policy } = engine.ladder;
    const pausing = { ...policy.types.quality_concern, defaultDecision: 'pause' as const };
    engine.ladder.policy = { ...policy, types: { ...policy.types, quality_concern: pausing } };
    const runId = await holding('quality_concern');
    const before = await unanswered(runId);
    expect(await statuses(runId)).toMatchObject({ a: 'SUCCEEDED', b: 'PENDING' });
    await auditRun(engine.db, runId);
    await engine.runs.resume(runId, operator);
    expect(await claim(runId)).toEqual([]);
    const [again] = await openOf(runId);
    expect(again).toMatchObject({ retryOf: before, tier: 'HUMAN', subject: 'hold', blocks: 1 });
    await auditRun(engine.db, runId);
    await decideBy(again?.id ?? '', 'APPROVED');
    expect(await statuses(runId)).toMatchObject({ b: 'READY' });
    await auditRun(engine.db, runId);
  });

  it('asks once more each time that nobody answers', async () => {
    const runId = await LADDERS.ambiguous_requirement.begin();
    const first = await unanswered(runId);
    await engine.runs.resume(runId, operator);
    const [second] = await openOf(runId);
    await time.advance(3_600);
    await sweep();
    expect((await engine.runs.get(runId)).status).toBe('PAUSED');
    await engine.runs.resume(runId, operator);
    const open = await openOf(runId);
    expect(open).toMatchObject([{ retryOf: second?.id, tier: 'HUMAN' }]);
    expect(second?.retryOf).toBe(first);
    await auditRun(engine.db, runId);
  });

  it('asks nothing of what was cancelled', async () => {
    const runId = await LADDERS.ambiguous_requirement.begin();
    await unanswered(runId);
    await engine.runs.cancel(runId, operator);
    expect(await openOf(runId)).toEqual([]);
    await auditRun(engine.db, runId);
  });
});
