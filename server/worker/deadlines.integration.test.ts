import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CreateEscalation } from '@/lib/contracts/escalation';
import { systemClock } from '@/server/infra/clock/system-clock';
import { createEscalationsService, type EscalationsService } from '@/server/services/escalations/escalations-service';
import { auditRun } from '@/test/engine/audit';
import { fastClock, movedTime } from '@/test/engine/clocks';
import { type Engine, openEngine, operator, quietLog, task } from '@/test/engine/open-engine';
import { until } from '@/test/engine/until';
import { createDeadlines } from './deadline-loop';

let engine: Engine;
let escalations: EscalationsService;
let time: ReturnType<typeof movedTime>;
beforeEach(async () => {
  engine = await openEngine();
  escalations = createEscalationsService(engine);
  time = movedTime(engine);
});
afterEach(() => engine.close());

const approver = { ...operator, role: 'approver' as const, name: 'ann' };
const worker = (clock = systemClock) => createDeadlines({ ...engine, clock, log: quietLog });
const ask = (runId: string, more: Partial<CreateEscalation> = {}) =>
  escalations.create({ runId, type: 'quality_concern', title: 'Thin', description: 'x', priority: 'LOW', ...more }, operator);
const typesOf = async (runId: string) => (await engine.runs.events({ runId, after: 0, limit: 500 })).items.map(({ type }) => type);
const times = (types: string[], type: string) => types.filter((one) => one === type).length;

it('passes a deadline when it is over, never before, one tier after another', async () => {
  const runId = await engine.create([task('a')]);
  const { id } = await ask(runId);
  const sweep = worker().sweep;
  await time.advance(200);
  expect(await sweep()).toBe(0);
  expect(await escalations.get(id)).toMatchObject({ tier: 'AGENT' });
  await time.advance(100);
  expect(await sweep()).toBe(1);
  expect(await sweep(), 'the next tier has its own time').toBe(0);
  const asLead = await escalations.get(id);
  expect(asLead).toMatchObject({ tier: 'LEAD_AGENT', status: 'OPEN' });
  expect(asLead.entries.at(-1)).toMatchObject({
    kind: 'tier',
    by: 'clock',
    data: { from: 'AGENT', tier: 'LEAD_AGENT', because: 'deadline' },
  });
  await time.advance(1_800);
  expect(await sweep()).toBe(1);
  expect(await escalations.get(id)).toMatchObject({ tier: 'HUMAN', status: 'OPEN' });
  await time.advance(3_600);
  expect(await sweep()).toBe(1);
  expect(await escalations.get(id)).toMatchObject({
    ...{ tier: 'HUMAN', status: 'AUTO_DECIDED', decision: 'reject', decidedBy: 'clock', note: null },
  });
  expect(await sweep()).toBe(0);
  expect((await typesOf(runId)).filter((type) => type.startsWith('escalation.'))).toEqual([
    ...['escalation.opened', 'escalation.moved', 'escalation.moved', 'escalation.decided'],
  ]);
  await auditRun(engine.db, runId);
});

it('comes once, however many workers look at the same time', async () => {
  const runs = await Promise.all(Array.from({ length: 4 }, () => engine.create([task('a')])));
  for (const runId of runs) for (let n = 0; n < 5; n += 1) await ask(runId);
  await time.advance(300);
  const passed = await Promise.all(Array.from({ length: 6 }, () => worker().sweep()));
  expect(passed.reduce((sum, n) => sum + n, 0)).toBe(20);
  for (const runId of runs) {
    expect(times(await typesOf(runId), 'escalation.moved')).toBe(5);
    await auditRun(engine.db, runId);
  }
});

it('after an outage of a day takes nobody’s time: one tier, which begins now', async () => {
  const runId = await engine.create([task('a')]);
  const { id } = await ask(runId);
  await time.advance(86_400);
  await Promise.all([worker().sweep(), worker().sweep()]);
  const asked = await escalations.get(id);
  expect(asked.tier).toBe('LEAD_AGENT');
  const [row] = await engine.db.query<{ left: number }>({
    text: 'SELECT extract(epoch FROM deadline_at - signalbox_now())::float8 AS left FROM escalations WHERE id = $1',
    values: [id],
  });
  expect(row?.left).toBeGreaterThan(1_790);
  expect(row?.left).toBeLessThanOrEqual(1_800);
});

it('and a word at the same moment: one of them wins, the other hears of it', async () => {
  for (let n = 0; n < 8; n += 1) {
    const runId = await engine.create([task('a')]);
    const { id } = await ask(runId, { priority: 'CRITICAL' });
    await time.advance(3_600);
    const [word] = await Promise.allSettled([
      escalations.decide({ escalationId: id, status: 'APPROVED' }, approver),
      worker().sweep(),
      worker().sweep(),
    ]);
    expect(times(await typesOf(runId), 'escalation.decided')).toBe(1);
    const { status } = await escalations.get(id);
    expect(status).toBe(word.status === 'fulfilled' ? 'APPROVED' : 'AUTO_DECIDED');
    if (word.status === 'rejected') expect(word.reason).toMatchObject({ code: 'conflict', more: { decision: { status: 'AUTO_DECIDED' } } });
    await auditRun(engine.db, runId);
  }
});

it('decides at once where escalations may not climb', async () => {
  engine.ladder.policy = { ...engine.ladder.policy, autoEscalateOnTimeout: false };
  const runId = await engine.create([task('a')]);
  const { id } = await ask(runId);
  await time.advance(300);
  await worker().sweep();
  expect(await escalations.get(id)).toMatchObject({ tier: 'AGENT', status: 'AUTO_DECIDED', decision: 'reject' });
});

it('stands still while somebody is asked back', async () => {
  const runId = await engine.create([task('a')]);
  const { id } = await ask(runId);
  await engine.db.query({ text: 'UPDATE escalations SET clock_left_ms = 1000 WHERE id = $1', values: [id] });
  await time.advance(86_400);
  expect(await worker().sweep()).toBe(0);
  expect(await escalations.get(id)).toMatchObject({ tier: 'AGENT', deadlineAt: null });
});

it('of one that cannot be dealt with keeps no other waiting', async () => {
  const [bad, good] = [await engine.create([task('a')]), await engine.create([task('a')])];
  const broken = await ask(bad, { priority: 'CRITICAL' });
  const fine = await ask(good);
  await engine.db.query({
    text: `UPDATE escalations SET default_decision = 'nonsense', subject = 'nonsense' WHERE id = $1`,
    values: [broken.id],
  });
  await time.advance(7_200);
  const { sweep } = worker();
  await sweep();
  expect(await escalations.get(fine.id)).toMatchObject({ tier: 'LEAD_AGENT' });
  await time.advance(1_800);
  await sweep();
  expect(await escalations.get(fine.id)).toMatchObject({ tier: 'HUMAN' });
});

it('is passed by any worker that runs', async () => {
  const runId = await engine.create([task('a')]);
  await engine.runs.pause(runId, operator);
  const { id } = await ask(runId);
  const runner = { run: async () => ({ kind: 'succeeded' as const }) };
  await engine.startWorker({ runner, clock: fastClock });
  await engine.startWorker({ runner, clock: fastClock });
  await time.advance(300);
  await until('the lead to be asked', async () => ((await escalations.get(id)).tier === 'LEAD_AGENT' ? true : null));
  await time.advance(1_800);
  await until('people to be asked', async () => ((await escalations.get(id)).tier === 'HUMAN' ? true : null));
  await time.advance(3_600);
  await until('the default', async () => ((await escalations.get(id)).status === 'AUTO_DECIDED' ? true : null));
  expect(times(await typesOf(runId), 'escalation.moved')).toBe(2);
  await auditRun(engine.db, runId);
});
