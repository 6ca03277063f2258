import { afterEach, describe, expect, it } from 'vitest';
import { WHOLE_MATERIAL_BYTES } from '@/server/core/agent/first-request';
import type { TaskBriefing } from '@/server/core/ports/task-runner';
import { closeStages, stage } from '@/test/agent-stage';
import type { Script, ScriptedReply } from '@/test/scripted-model';

afterEach(closeStages);

const briefing = (more: Partial<TaskBriefing> = {}): Partial<TaskBriefing> => ({
  ...{ kind: 'gate', role: 'code_reviewer', gate: { type: 'code_review', criteria: 'It is kind.' }, prompt: 'Look twice.' },
  ...more,
});
const open = (script: Script, more?: Partial<TaskBriefing>) => stage(script, briefing(more));
const pass: ScriptedReply = { text: '{"verdict": "pass", "findings": []}' };
const fail: ScriptedReply = {
  text: '{"verdict": "fail", "findings": [{"severity": "major", "message": "x", "place": null, "suggestion": null}]}',
};
const decided = (result: boolean) => ({ kind: 'judged', ruling: { kind: 'decided', judgement: { result, by: 'model' } } });

describe('a gate that asks a model', () => {
  it('asks for its verdict by schema and leaves nothing but that', async () => {
    const one = await open([fail]);
    expect(await one.run()).toMatchObject(decided(false));
    expect(one.store.log).toEqual(['startConversation', 'commitTurn']);
    expect(one.model.requests[0]?.body).toMatchObject({ response_format: { type: 'json_schema' } });
    expect(one.model.requests[0]?.body.tools).toBeUndefined();
  });

  it('that dies before its verdict is stored asks once more, in the conversation that it opened', async () => {
    const one = await open([fail, pass]);
    one.store.crashes.set('commitTurn', new Error('killed'));
    await expect(one.run()).rejects.toThrow('killed');
    expect(await one.run()).toMatchObject(decided(true));
    expect(one.store.conversations).toHaveLength(1);
  });

  it('that dies behind it pays no verdict twice: what is stored is judged, whoever comes after', async () => {
    const one = await open([fail, pass]);
    expect(await one.run()).toMatchObject(decided(false));
    expect(await one.run(2)).toMatchObject(decided(false));
    expect(one.model.requests).toHaveLength(1);
  });

  it('may repair its verdict once, also across a crash', async () => {
    const one = await open([{ text: 'Hm.' }, pass]);
    one.stop.reason = null;
    expect(await one.run()).toMatchObject(decided(true));
    expect(one.store.turns[0]?.feedback).toContain('This verdict cannot be used');
    const two = await open([{ text: 'Hm.' }, { text: 'Hm.' }]);
    expect(await two.run()).toMatchObject({
      kind: 'failed',
      failure: { code: 'invalid_verdict', place: 'gate', permanent: false },
      freshConversation: true,
    });
    expect(await two.run(2)).toMatchObject({ kind: 'failed', failure: { code: 'invalid_verdict' } });
    expect(two.model.requests).toHaveLength(2);
  });

  it('stops before its call when the run pauses, and keeps a verdict that came meanwhile', async () => {
    const paused = await open([pass]);
    paused.stop.reason = 'paused';
    expect(await paused.run()).toEqual({ kind: 'released', reason: 'paused' });
    expect(paused.model.requests).toHaveLength(0);
    const late = await open([pass]);
    late.store.verdicts.set('commitTurn', 'paused');
    expect(await late.run()).toMatchObject(decided(true));
  });

  it('is not asked again when it refuses', async () => {
    const one = await open([{ refusal: 'No.' }]);
    expect(await one.run()).toMatchObject({ kind: 'failed', failure: { code: 'refused', permanent: true } });
  });

  it('reads what its request shows in outline only', async () => {
    const content = 'x'.repeat(WHOLE_MATERIAL_BYTES + 1);
    const material = { artifactId: 'a', taskKey: 'write', name: 'long.md', type: 'document', version: 1, metadata: {}, content };
    const read: ScriptedReply = { toolCalls: [{ name: 'read_artifact', arguments: { name: 'long.md' } }] };
    const one = await open([read, pass], { materials: [material] });
    one.store.artifacts.push(material);
    expect(await one.run()).toMatchObject(decided(true));
    expect(one.model.requests[0]?.body.tools?.map((tool) => tool.function.name)).toEqual(['list_artifacts', 'read_artifact']);
    expect(one.store.turns).toHaveLength(2);
  });

  it('writes nothing, even if it tries', async () => {
    const write: ScriptedReply = { toolCalls: [{ name: 'write_artifact', arguments: { name: 'a.md', type: 'code', content: 'x' } }] };
    const one = await open([write, pass]);
    expect(await one.run()).toMatchObject(decided(true));
    expect(one.store.artifacts).toEqual([]);
  });

  it('does not let pass what its condition cannot decide: the verdict goes to the person as evidence', async () => {
    const gate = { type: 'code_review' as const, condition: 'artifact.coverage > 80' };
    expect(await (await open([pass], { gate })).run()).toMatchObject({
      kind: 'judged',
      ruling: { kind: 'undecided', missing: 'artifact.coverage', judgement: { result: true } },
    });
    expect(await (await open([fail], { gate })).run()).toMatchObject(decided(false));
  });
});

describe('a gate without a model', () => {
  it('calls none', async () => {
    const human = await open([pass], { gate: { type: 'human' } });
    expect(await human.run()).toMatchObject({ kind: 'judged', ruling: { kind: 'undecided' } });
    const expression = await open([pass], { gate: { type: 'expression', condition: '1 > 2' } });
    expect(await expression.run()).toMatchObject({
      kind: 'judged',
      ruling: { kind: 'decided', judgement: { result: false, by: 'expression' } },
    });
    expect([...human.model.requests, ...expression.model.requests]).toEqual([]);
  });
});
