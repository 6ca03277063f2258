import { afterEach, describe, expect, it } from 'vitest';
import type { TaskDraftInput } from '@/lib/contracts/task';
import { createTasksService } from '@/server/services/tasks/get-task';
import { auditRun } from '@/test/engine/audit';
import type { Agents } from '@/test/engine/open-agents';
import {
  decide,
  escalationsOf,
  finding,
  gate,
  openGates,
  requestsOf,
  settled,
  statusOf,
  verdict,
  verdictsOf,
  work,
} from '@/test/engine/open-gates';
import type { ScriptedReply } from '@/test/scripted-model';

let agents: Agents | undefined;
afterEach(async () => {
  await agents?.close();
  agents = undefined;
});
const open = async (...given: Parameters<typeof openGates>): Promise<Agents> => {
  agents = await openGates(...given);
  return agents;
};

describe('a gate', () => {
  it('that passes opens: its verdict is its outputs, and what follows has the work that came through it', async () => {
    const one = await open({ review: [verdict('pass')] });
    const runId = await one.create([work('write'), gate('review', ['write']), work('after', ['review'])]);
    await one.agentWorker();
    expect(await one.ended(runId)).toBe('SUCCEEDED');
    await auditRun(one.db, runId);
    const [asked] = requestsOf(one, 'review');
    for (const part of ['A goal', '# write 1', 'No order is lost.', '"verdict"']) expect(asked).toContain(part);
    expect(requestsOf(one, 'after')[0]).toContain('# write 1');
    expect(await verdictsOf(one, runId)).toEqual(['review pass 0']);
    const outputs = await one.db.query({ text: 'SELECT outputs FROM task_outputs WHERE run_id = $1', values: [runId] });
    expect(outputs).toMatchObject([{ outputs: { result: true, by: 'model', verdict: 'pass', findings: [] } }]);
    const artifacts = await one.db.query<{ name: string }>({
      text: 'SELECT name FROM artifacts WHERE run_id = $1 ORDER BY name',
      values: [runId],
    });
    expect(artifacts.map(({ name }) => name)).toEqual(['after.md', 'write.md']);
  });

  it('that fails sends its findings to the author, who revises; the other path goes on meanwhile', async () => {
    const one = await open({ review: [verdict('fail'), verdict('pass')] });
    const runId = await one.create([
      work('write'),
      gate('review', ['write']),
      work('after', ['review']),
      work('other'),
      work('beside', ['other']),
    ]);
    await one.agentWorker();
    expect(await one.ended(runId)).toBe('SUCCEEDED');
    await auditRun(one.db, runId);
    const [first, second] = requestsOf(one, 'write');
    expect(first).not.toContain('It loses orders.');
    expect(second).toContain('# Your previous work');
    expect(second).toContain('# write 1');
    expect(second).toContain('[major] write.md: It loses orders.\n   Suggestion: Commit first.');
    const [, judgedAgain] = requestsOf(one, 'review');
    expect(judgedAgain).toContain('# write 2');
    expect(judgedAgain).toContain('What you found before');
    expect(requestsOf(one, 'after')).toHaveLength(1);
    expect(requestsOf(one, 'after')[0]).toContain('# write 2');
    expect(await verdictsOf(one, runId)).toEqual(['review fail 0', 'review pass 1']);
    const attempts = await one.db.query<{ outcome: string }>({
      text: `SELECT a.outcome FROM attempts a JOIN task_specs s USING (run_id, node) WHERE run_id = $1 AND s.key = 'review' ORDER BY a.epoch`,
      values: [runId],
    });
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['sent_back', 'succeeded']);
    const tasks = createTasksService({ db: one.db, bus: one.bus, modelFor: () => 'm' });
    const review = await tasks.get(runId, 'review');
    expect(review.gate).toMatchObject({ type: 'code_review', criteria: 'No order is lost.', verdict: 'pass', round: 1 });
    expect(review.judgements).toMatchObject([
      { outcome: 'settled', result: true },
      { outcome: 'sent_back', result: false, round: 1, authors: ['write'], findings: [finding] },
    ]);
    expect((await tasks.get(runId, 'write')).sentBack).toMatchObject([{ gate: 'review', round: 1, findings: [finding] }]);
    expect((await tasks.get(runId, 'other')).sentBack).toEqual([]);
  });

  it('that fails three times waits for a person, while others go on; approved, it opens', async () => {
    const one = await open({ review: [verdict('fail')] });
    const runId = await one.create([work('write'), gate('review', ['write']), work('after', ['review']), work('other')]);
    await one.agentWorker();
    await settled(one, runId, 'review', 'WAITING');
    await settled(one, runId, 'other', 'SUCCEEDED');
    await auditRun(one.db, runId);
    expect(requestsOf(one, 'write')).toHaveLength(3);
    expect(await escalationsOf(one, runId)).toMatchObject([
      {
        status: 'OPEN',
        type: 'gate_approval',
        description: expect.stringMatching(/^It did not open after 2 revisions: 1 finding\.\n\D+$/),
        context: { gateResult: { type: 'code_review', verdict: 'fail', rounds: 2, findings: [finding] } },
      },
    ]);
    expect(await statusOf(one, runId, 'after')).toBe('PENDING');
    await decide(one, runId, 'review', true);
    expect(await one.ended(runId)).toBe('SUCCEEDED');
    await auditRun(one.db, runId);
    expect(await verdictsOf(one, runId)).toEqual(['review fail 0', 'review fail 1', 'review fail 2', 'review pass 2']);
  });

  it('that a person keeps shut is a dead letter, and judges again when it is replayed', async () => {
    const one = await open({ review: [verdict('fail'), verdict('fail'), verdict('fail'), verdict('pass')] });
    const runId = await one.create([work('write'), gate('review', ['write']), work('after', ['review'])]);
    await one.agentWorker();
    await settled(one, runId, 'review', 'WAITING');
    await decide(one, runId, 'review', false);
    expect(await one.ended(runId)).toBe('FAILED');
    await auditRun(one.db, runId);
    const letters = await one.db.query({
      text: `SELECT failure ->> 'code' AS code, failure ->> 'place' AS place FROM dead_letters WHERE run_id = $1`,
      values: [runId],
    });
    expect(letters).toEqual([{ code: 'gate_rejected', place: 'gate' }]);
  });

  it('with a critical finding does not open, whatever it says', async () => {
    const one = await open({ review: [verdict('pass', [{ ...finding, severity: 'critical' }]), verdict('pass')] });
    const runId = await one.create([work('write'), gate('review', ['write'])]);
    await one.agentWorker();
    expect(await one.ended(runId)).toBe('SUCCEEDED');
    expect(await verdictsOf(one, runId)).toEqual(['review fail 0', 'review pass 1']);
  });

  it('without an author asks at once', async () => {
    const one = await open({ review: [verdict('fail')] });
    const runId = await one.create([work('ship', [], { sideEffects: 'irreversible' }), gate('review', ['ship'])]);
    await one.agentWorker();
    await settled(one, runId, 'review', 'WAITING');
    await auditRun(one.db, runId);
    expect(requestsOf(one, 'ship')).toHaveLength(1);
  });

  it('may repair its answer once, and fails as a task where it gives none', async () => {
    const one = await open({ review: [{ text: 'Hm.' }, verdict('pass')], broken: [{ text: 'Hm.' }] });
    const runId = await one.create([work('write'), gate('review', ['write']), { ...gate('broken', ['write']), maxAttempts: 1 }]);
    await one.agentWorker();
    expect(await one.ended(runId)).toBe('FAILED');
    await auditRun(one.db, runId);
    expect(await statusOf(one, runId, 'review')).toBe('SUCCEEDED');
    const letters = await one.db.query({ text: `SELECT failure ->> 'code' AS code FROM dead_letters WHERE run_id = $1`, values: [runId] });
    expect(letters).toEqual([{ code: 'invalid_verdict' }]);
    expect(requestsOf(one, 'broken')).toHaveLength(2);
  });
});

describe('a gate without a model', () => {
  const wrote = (coverage: number): ScriptedReply[] => [
    { toolCalls: [{ name: 'write_artifact', arguments: { name: 'write.md', type: 'code', content: 'x', metadata: { coverage } } }] },
    { toolCalls: [{ name: 'finish', arguments: { summary: 'Done.' } }] },
  ];
  const expression = (condition: string): TaskDraftInput => ({
    ...{ key: 'check', kind: 'gate', dependsOn: ['write'], gate: { type: 'expression', condition } },
  });

  it('is its condition: the author hears which values it saw', async () => {
    const one = await open({ write: [...wrote(61), ...wrote(84)] });
    const runId = await one.create([work('write'), expression('artifact.coverage >= 80'), work('after', ['check'])]);
    await one.agentWorker();
    expect(await one.ended(runId)).toBe('SUCCEEDED');
    await auditRun(one.db, runId);
    expect(requestsOf(one, 'write').at(-1)).toContain('[major] The condition does not hold: artifact.coverage is 61.');
    expect(await verdictsOf(one, runId)).toEqual(['check fail 0', 'check pass 1']);
  });

  it('does not guess where its data is missing: a person decides', async () => {
    const one = await open({});
    const runId = await one.create([work('write'), expression('artifact.coverage >= 80'), work('after', ['check'])]);
    await one.agentWorker();
    await settled(one, runId, 'check', 'WAITING');
    await auditRun(one.db, runId);
    expect(await escalationsOf(one, runId)).toMatchObject([{ type: 'ambiguous_requirement', context: { missing: 'artifact.coverage' } }]);
    expect(requestsOf(one, 'write')).toHaveLength(1);
    await decide(one, runId, 'check', true);
    expect(await one.ended(runId)).toBe('SUCCEEDED');
    await auditRun(one.db, runId);
  });

  it('is a person’s word', async () => {
    const one = await open({});
    const runId = await one.create([
      work('write'),
      { key: 'sign', kind: 'gate', dependsOn: ['write'], gate: { type: 'human', criteria: 'Is it kind?' } },
      work('after', ['sign']),
    ]);
    await one.agentWorker();
    await settled(one, runId, 'sign', 'WAITING');
    await auditRun(one.db, runId);
    expect(await escalationsOf(one, runId)).toMatchObject([{ type: 'gate_approval', context: { criteria: 'Is it kind?' } }]);
    await decide(one, runId, 'sign', true);
    expect(await one.ended(runId)).toBe('SUCCEEDED');
    expect(await verdictsOf(one, runId)).toEqual(['sign pass 0']);
  });

  it('holds beside a model’s verdict', async () => {
    const one = await open({ write: [...wrote(61), ...wrote(84)], review: [verdict('pass')] });
    const runId = await one.create([work('write'), gate('review', ['write'], { condition: 'artifact.coverage >= 80' })]);
    await one.agentWorker();
    expect(await one.ended(runId)).toBe('SUCCEEDED');
    expect(await verdictsOf(one, runId)).toEqual(['review fail 0', 'review pass 1']);
  });
});
