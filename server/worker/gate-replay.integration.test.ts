import { afterEach, expect, it } from 'vitest';
import { editRunSchema } from '@/lib/contracts/edit';
import { createEditsService } from '@/server/services/edits/edits-service';
import { auditRun } from '@/test/engine/audit';
import { openDeadLetters } from '@/test/engine/dead-letters';
import type { Agents } from '@/test/engine/open-agents';
import { operator } from '@/test/engine/open-engine';
import { decide, doors, escalationsOf, gate, openGates, requestsOf, settled, statusOf, verdict, work } from '@/test/engine/open-gates';

let agents: Agents | undefined;
afterEach(async () => {
  await agents?.close();
  agents = undefined;
});

/** A run with a worker, whose gate a person has kept shut; `busy` goes on meanwhile. */
async function kept(held: Parameters<typeof openGates>[1]) {
  const failed = verdict('fail');
  const one = await openGates({ review: [failed, failed, failed, verdict('pass')] }, held);
  agents = one;
  const runId = await one.create([work('write'), gate('review', ['write']), work('after', ['review']), work('busy')]);
  await one.agentWorker();
  await settled(one, runId, 'review', 'WAITING');
  await auditRun(one.db, runId);
  await decide(one, runId, 'review', false);
  await auditRun(one.db, runId);
  const letters = openDeadLetters(one);
  const [letter] = (await letters.list({ runId, limit: 10 })).items;
  if (!letter) throw new Error('there is no dead letter');
  expect(letter.failure).toMatchObject({ code: 'gate_rejected', place: 'gate' });
  return { one, runId, replay: () => letters.replay({ deadLetterId: letter.id }, operator) };
}

it('judges again: what a person has refused is looked at by the model anew, and opens where it passes', async () => {
  const { one, runId, replay } = await kept(() => undefined);
  expect(await one.ended(runId)).toBe('FAILED');
  await replay();
  await auditRun(one.db, runId);
  expect(await one.ended(runId)).toBe('SUCCEEDED');
  await auditRun(one.db, runId);
  expect(requestsOf(one, 'review')).toHaveLength(4);
  expect((await escalationsOf(one, runId)).map(({ status }) => status)).toEqual(['REJECTED']);
});

it('waits first for what an edit put before it meanwhile', async () => {
  const door = doors();
  const { one, runId, replay } = await kept(door.hold('busy 1', 'fix 1'));
  const edits = createEditsService({ db: one.db, bus: one.bus, compress: true });
  const operations = [
    { op: 'addTask' as const, task: work('fix') },
    { op: 'addDependency' as const, from: 'fix', to: 'review' },
  ];
  await edits.apply(editRunSchema.parse({ runId, baseVersion: 1, operations }), operator, null);
  await auditRun(one.db, runId);
  await door.arrived('fix 1');
  await replay();
  expect(await statusOf(one, runId, 'review')).toBe('PENDING');
  await auditRun(one.db, runId);
  expect(requestsOf(one, 'review')).toHaveLength(3);
  await door.letGo('fix 1');
  await door.letGo('busy 1');
  expect(await one.ended(runId)).toBe('SUCCEEDED');
  await auditRun(one.db, runId);
  expect(requestsOf(one, 'review')).toHaveLength(4);
});

it('of a person’s gate asks again', async () => {
  const one = await openGates({});
  agents = one;
  const sign = { key: 'sign', kind: 'gate' as const, dependsOn: ['write'], gate: { type: 'human' as const, criteria: 'Is it kind?' } };
  const runId = await one.create([work('write'), sign, work('after', ['sign'])]);
  await one.agentWorker();
  await settled(one, runId, 'sign', 'WAITING');
  await decide(one, runId, 'sign', false);
  expect(await one.ended(runId)).toBe('FAILED');
  const letters = openDeadLetters(one);
  const [letter] = (await letters.list({ runId, limit: 10 })).items;
  await letters.replay({ deadLetterId: letter?.id ?? '' }, operator);
  await settled(one, runId, 'sign', 'WAITING');
  await auditRun(one.db, runId);
  expect((await escalationsOf(one, runId)).map(({ status }) => status)).toEqual(['REJECTED', 'OPEN']);
  await decide(one, runId, 'sign', true);
  expect(await one.ended(runId)).toBe('SUCCEEDED');
  await auditRun(one.db, runId);
});
