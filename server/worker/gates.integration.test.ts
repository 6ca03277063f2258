import { afterEach, describe, expect, it } from 'vitest';
import type { Finding, TaskDraftInput } from '@/lib/contracts/task';
import { answerRuling } from '@/server/engine/answer-ruling';
import { findWaitingTask } from '@/server/engine/resume-task';
import { lockHead, saveHead } from '@/server/engine/run-gate';
import { createTasksService } from '@/server/services/tasks/get-task';
import { auditRun } from '@/test/engine/audit';
import { type Agents, openAgents } from '@/test/engine/open-agents';
import { operator } from '@/test/engine/open-engine';
import { until } from '@/test/engine/until';
import type { ScriptedReply } from '@/test/scripted-model';

let agents: Agents | undefined;
afterEach(async () => {
  await agents?.close();
  agents = undefined;
});

const finding: Finding = { severity: 'major', message: 'It loses orders.', place: 'write.md', suggestion: 'Commit first.' };
const verdict = (word: 'pass' | 'fail', findings: Finding[] = word === 'fail' ? [finding] : []): ScriptedReply => ({
  text: JSON.stringify({ verdict: word, findings }),
});
const work = (key: string, dependsOn: string[] = [], more: Partial<TaskDraftInput> = {}): TaskDraftInput => ({
  ...{ key, role: 'tech_lead', prompt: `do ${key}`, dependsOn },
  ...more,
});
const gate = (key: string, dependsOn: string[], more: Partial<NonNullable<TaskDraftInput['gate']>> = {}): TaskDraftInput => ({
  ...{ key, kind: 'gate', role: 'code_reviewer', prompt: `do ${key}`, dependsOn },
  gate: { type: 'code_review', criteria: 'No order is lost.', ...more },
});

/** The engine with a model that answers by task: the n-th reply to the n-th call of its prompt, the last one from then on. */
async function open(
  replies: Record<string, ScriptedReply[]>,
  held: (key: string, call: number) => Promise<void> | undefined = () => undefined,
) {
  const one = await openAgents(async (prompt, call) => {
    const key = prompt.replace('do ', '');
    await held(key, call);
    const own = replies[key] ?? [{ text: `# ${key} ${call}` }];
    return own[Math.min(call, own.length) - 1] ?? { text: 'x' };
  });
  agents = one;
  return one;
}

const statusOf = async (one: Agents, runId: string, key: string) => {
  const run = await one.runs.get(runId);
  return run.tasks.find((task) => task.key === key)?.status;
};
const settled = (one: Agents, runId: string, key: string, status: string) =>
  until(`${key} to be ${status}`, async () => ((await statusOf(one, runId, key)) === status ? true : null));
const escalationsOf = (one: Agents, runId: string) =>
  one.db.query<{
    status: string;
    type: string;
    task_key: string;
    context: { gateResult?: Record<string, unknown>; missing?: string };
    node: number;
    epoch: number;
  }>({
    text: 'SELECT status, type, task_key, context, node, epoch FROM escalations WHERE run_id = $1 ORDER BY id',
    values: [runId],
  });
const verdictsOf = async (one: Agents, runId: string) =>
  (
    await one.db.query<{ said: string }>({
      text: `SELECT s.key || ' ' || v.verdict || ' ' || v.round AS said FROM gate_verdicts v JOIN task_specs s USING (run_id, node) WHERE run_id = $1 ORDER BY v.at, v.epoch`,
      values: [runId],
    })
  ).map(({ said }) => said);
const requestsOf = (one: Agents, key: string) =>
  one.model.requests.flatMap(({ body }) => {
    const user = body.messages.find((message) => message.role === 'user')?.content ?? '';
    return user.endsWith(`do ${key}`) ? [user] : [];
  });

/** A person's word about a gate that waits. */
async function decide(one: Agents, runId: string, key: string, approved: boolean) {
  const [asked] = (await escalationsOf(one, runId)).filter(({ task_key, status }) => task_key === key && status === 'OPEN');
  if (!asked) throw new Error(`nothing is asked about ${key}`);
  await one.db.transaction(async (tx) => {
    const { head, now } = await lockHead(tx, runId);
    const task = await findWaitingTask(tx, runId, asked.node, asked.epoch);
    if (!task) throw new Error('it does not wait');
    const judgement = { result: approved, by: 'person' as const, condition: null, evidence: {}, findings: [] };
    const followed = await answerRuling(tx, head, task, { judgement, note: null, seq: head.lastSeq + 1, now });
    await saveHead(tx, head, { ...followed, actor: 'test', now });
  });
  one.bus.publish({ kind: 'ready' });
}

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

/** Calls that wait until they are let go. */
function doors() {
  const waiting = new Map<string, () => void>();
  return {
    hold:
      (...names: string[]) =>
      (key: string, call: number) =>
        names.includes(`${key} ${call}`) ? new Promise<void>((resolve) => waiting.set(`${key} ${call}`, resolve)) : undefined,
    arrived: (name: string) => until(`${name} to arrive`, async () => waiting.get(name) ?? null),
    async letGo(name: string) {
      (await this.arrived(name))();
    },
  };
}

describe('at the same time', () => {
  it('two gates send back to one author: the later one judges what the author makes of the first', async () => {
    const door = doors();
    const one = await open(
      { quick: [verdict('fail'), verdict('pass')], slow: [verdict('fail', [{ ...finding, message: 'Too late.' }]), verdict('pass')] },
      door.hold('slow 1', 'write 2'),
    );
    const runId = await one.create([work('write'), gate('quick', ['write']), gate('slow', ['write']), work('after', ['quick', 'slow'])]);
    await one.agentWorker();
    await door.arrived('slow 1');
    await door.arrived('write 2');
    await auditRun(one.db, runId);
    const before = await one.runs.get(runId);
    expect(before.tasks.find(({ key }) => key === 'slow')).toMatchObject({ status: 'RUNNING', invalidated: true });
    await door.letGo('slow 1');
    await settled(one, runId, 'slow', 'PENDING');
    await auditRun(one.db, runId);
    await door.letGo('write 2');
    expect(await one.ended(runId)).toBe('SUCCEEDED');
    await auditRun(one.db, runId);
    // What came too late is neither counted nor told.
    expect((await verdictsOf(one, runId)).sort()).toEqual(['quick fail 0', 'quick pass 1', 'slow pass 0']);
    expect(requestsOf(one, 'write')).toHaveLength(2);
    expect((await one.runs.get(runId)).tasks.filter(({ invalidated }) => invalidated)).toEqual([]);
  });

  it('a paused run keeps both verdicts, sends back once with all findings, and goes on when it is resumed', async () => {
    const door = doors();
    const one = await open(
      { quick: [verdict('fail'), verdict('pass')], slow: [verdict('fail', [{ ...finding, message: 'Also this.' }]), verdict('pass')] },
      door.hold('quick 1', 'slow 1'),
    );
    const runId = await one.create([work('write'), gate('quick', ['write']), gate('slow', ['write'])]);
    await one.agentWorker();
    await door.arrived('quick 1');
    await door.arrived('slow 1');
    await one.runs.pause(runId, operator);
    await door.letGo('quick 1');
    await settled(one, runId, 'quick', 'PENDING');
    await auditRun(one.db, runId);
    expect(await statusOf(one, runId, 'write')).toBe('READY');
    await door.letGo('slow 1');
    await settled(one, runId, 'slow', 'PENDING');
    await auditRun(one.db, runId);
    expect(requestsOf(one, 'write')).toHaveLength(1);
    await one.runs.resume(runId, operator);
    expect(await one.ended(runId)).toBe('SUCCEEDED');
    await auditRun(one.db, runId);
    expect(requestsOf(one, 'write')).toHaveLength(2);
    expect(requestsOf(one, 'write')[1]).toMatch(/It loses orders\.[\s\S]*Also this\./);
  });

  it('what had gone on from the work is flagged, and what had not begun waits for the new one', async () => {
    const door = doors();
    const one = await open({ review: [verdict('fail'), verdict('pass')] }, door.hold('review 1', 'busy 1', 'write 2'));
    const runId = await one.create([
      work('write'),
      gate('review', ['write']),
      ...[work('quick', ['write']), work('busy', ['write']), work('later', ['write', 'busy'])],
    ]);
    await one.agentWorker();
    await settled(one, runId, 'quick', 'SUCCEEDED');
    await door.arrived('busy 1');
    await door.letGo('review 1');
    await door.arrived('write 2');
    await auditRun(one.db, runId);
    await door.letGo('busy 1');
    await settled(one, runId, 'busy', 'SUCCEEDED');
    await auditRun(one.db, runId);
    expect(await statusOf(one, runId, 'later')).toBe('PENDING');
    await door.letGo('write 2');
    expect(await one.ended(runId)).toBe('SUCCEEDED');
    await auditRun(one.db, runId);
    expect(requestsOf(one, 'later')[0]).toContain('# write 2');
    const { tasks } = await one.runs.get(runId);
    expect(tasks.filter(({ invalidated }) => invalidated).map(({ key }) => key)).toEqual(['quick', 'busy']);
  });

  it('a rewind to before the verdict forgets the round; one to behind it keeps it', async () => {
    const door = doors();
    const one = await open({ review: [verdict('fail'), verdict('pass')] }, door.hold('write 2'));
    const runId = await one.create([work('write'), gate('review', ['write'])]);
    await one.agentWorker();
    await door.arrived('write 2');
    const seq = await one.seqOf(runId, 'task.sent_back');
    await one.resume(runId, seq, { mode: 'rewind' });
    await auditRun(one.db, runId);
    await door.letGo('write 2');
    expect(await one.ended(runId)).toBe('SUCCEEDED');
    await auditRun(one.db, runId);
    expect(requestsOf(one, 'write').at(-1)).toContain('It loses orders.');
    await one.resume(runId, await one.seqOf(runId, 'task.started', 'review'), { mode: 'rewind' });
    await auditRun(one.db, runId);
    expect(await one.ended(runId)).toBe('SUCCEEDED');
    await auditRun(one.db, runId);
    expect(requestsOf(one, 'review').at(-1)).not.toContain('What you found before');
  });
});
