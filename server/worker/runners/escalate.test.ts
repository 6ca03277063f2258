import { afterEach, describe, expect, it } from 'vitest';
import type { TaskOutcome } from '@/server/core/ports/task-runner';
import { closeStages, type Stage, stage } from '@/test/agent-stage';
import type { ScriptedReply } from '@/test/scripted-model';

afterEach(closeStages);

const asks = (args: object, ...behind: object[]): ScriptedReply => ({
  toolCalls: [{ name: 'escalate', arguments: args }, ...behind.map((given) => ({ name: 'write_artifact', arguments: given }))],
});
const question = { type: 'ambiguous_requirement' as const, question: 'Gross or net?', details: 'REQ-4 says both.' };
const file = { name: 'a.md', type: 'document', content: 'A.' };
const write: ScriptedReply = { toolCalls: [{ name: 'write_artifact', arguments: file }] };
const finish: ScriptedReply = { toolCalls: [{ name: 'finish', arguments: { summary: 'Done.' } }] };
const calls = (one: Stage) => one.store.conversations[0]?.turns.flatMap((turn) => turn.toolCalls) ?? [];
/** What the engine writes once somebody has decided. */
function answer(one: Stage, result: string): void {
  const asked = calls(one).find((call) => call.name === 'escalate');
  if (asked) Object.assign(asked, { status: 'succeeded', result });
}

describe('an agent that asks', () => {
  it('waits without a worker, and goes on with the answer where it stood', async () => {
    const one = await stage([asks(question), write, finish]);
    expect(await one.run()).toEqual({
      kind: 'asking',
      question: { ...question, priority: 'MEDIUM', call: { conversation: 1, turn: 1, index: 0 } },
    } satisfies TaskOutcome);
    expect(one.model.requests).toHaveLength(1);
    answer(one, 'A person has decided: approved.\nThe answer: Net.');
    expect(await one.run()).toEqual({ kind: 'succeeded' });
    expect(one.model.requests).toHaveLength(3);
    expect(JSON.stringify(one.model.requests[1]?.body.messages)).toContain('The answer: Net.');
  });

  it('asks the same again where nothing was kept of it: a worker died', async () => {
    const one = await stage([asks(question), write, finish]);
    const first = await one.run();
    expect(await one.run()).toEqual(first);
    expect(one.model.requests).toHaveLength(1);
  });

  it('does nothing behind its question before it has read the answer', async () => {
    const one = await stage([asks(question, file), write, finish]);
    expect(await one.run()).toMatchObject({ kind: 'asking' });
    answer(one, 'A person has decided: rejected.');
    expect(await one.run()).toEqual({ kind: 'succeeded' });
    expect(calls(one)[1]).toMatchObject({ status: 'failed', result: expect.stringContaining('Read the answer first') });
    expect(one.store.artifacts.filter(({ name }) => name === 'a.md')).toHaveLength(1);
  });

  it('may go on meanwhile: the question is kept with its turn', async () => {
    const one = await stage([asks({ ...question, wait: 'false', priority: 'low' }, file), finish]);
    expect(await one.run()).toEqual({ kind: 'succeeded' });
    expect(one.store.questions).toEqual([{ ...question, priority: 'LOW', call: { conversation: 1, turn: 1, index: 0 } }]);
    expect(calls(one)[0]).toMatchObject({ status: 'succeeded', result: expect.stringContaining('Go on with your own task') });
  });

  it('does not make light of what is grave', async () => {
    const one = await stage([asks({ ...question, type: 'SECURITY_REVIEW', priority: 'LOW' })]);
    expect(await one.run()).toMatchObject({ question: { type: 'security_review', priority: 'HIGH' } });
  });

  it('learns what is wrong with its question, and that it has asked enough', async () => {
    const more = asks({ ...question, wait: false });
    const one = await stage([asks({ question: 'Well?' }), more, more, more, more, more, asks(question), write, finish]);
    expect(await one.run()).toEqual({ kind: 'succeeded' });
    expect(one.store.questions).toHaveLength(5);
    expect(calls(one)[0]?.result).toMatch(/escalate was not run\. type: /);
    expect(calls(one)[6]).toMatchObject({ status: 'failed', result: expect.stringContaining('asked enough') });
  });

  it('is offered to whoever works, and told when it is for them', async () => {
    const one = await stage([write, finish]);
    await one.run();
    const tools = (one.model.requests[0]?.body.tools ?? []).map((tool) => tool.function.name);
    expect(tools).toContain('escalate');
    expect(one.model.requests[0]?.body.messages[0]?.content).toContain('you ask with escalate');
  });
});
