import { afterEach, describe, expect, it } from 'vitest';
import type { StopReason } from '@/server/core/ports/task-runner';
import { createModelClient } from '@/server/infra/model/create-model-client';
import { endpointModelConfig } from '@/server/infra/model/model-config';
import { clock, closeStages, log, type Stage, stage, task } from '@/test/agent-stage';
import type { ScriptedReply } from '@/test/scripted-model';
import { createTaskRunner } from './task-runner';

afterEach(closeStages);

const write = (name: string, content = 'Content.'): ScriptedReply => ({
  toolCalls: [{ name: 'write_artifact', arguments: { name, type: 'code', content, metadata: { test_coverage: 91 } } }],
});
const finish: ScriptedReply = { toolCalls: [{ name: 'finish', arguments: { summary: 'Done.' } }] };
const resultsOf = (one: Stage) =>
  one.store.conversations.flatMap((c) => c.turns.flatMap((turn) => turn.toolCalls.map((call) => call.result)));

describe('an agent', () => {
  it('is heard whole, also where a piece of its words ends in half a character', async () => {
    // The scripted model speaks in pieces of 20 units.
    const text = `${'x'.repeat(19)}😀 and on`;
    const one = await stage([{ text }]);
    await one.run();
    expect(one.words.map((word) => word.replace(/^1:/, '')).join('')).toBe(text);
    expect(one.store.artifacts).toMatchObject([{ content: text }]);
  });

  it('writes with tools and finishes, each turn stored before its tools run', async () => {
    const one = await stage([write('orders-api.ts'), finish]);
    expect(await one.run()).toEqual({ kind: 'succeeded' });
    expect(one.store.log).toEqual([
      'startConversation',
      'commitTurn',
      'markToolStarted',
      'commitTools',
      'commitTurn',
      'markToolStarted',
      'commitTools',
    ]);
    expect(one.store.artifacts).toMatchObject([
      { name: 'orders-api.ts', type: 'code', metadata: { test_coverage: 91 }, taskKey: 'orders-api' },
    ]);
    const [first, second] = one.model.requests;
    expect(first?.body.messages.at(-1)?.content).toContain('Write the orders service.');
    expect(first?.body.tools?.map((tool) => tool.function.name)).toContain('write_artifact');
    expect(second?.body.messages.map((message) => message.role)).toEqual(['system', 'user', 'assistant', 'tool']);
    expect(one.store.turns[0]).toMatchObject({ turn: 1, costMicroUsd: 450, priced: true, inputTokens: 1000 });
  });

  it('that answers plain text has answered: the text is the artifact, of the role’s usual type', async () => {
    const one = await stage([{ text: '# Orders\n\nAll of it.' }], { role: 'project_manager', key: 'needs' });
    expect(await one.run()).toEqual({ kind: 'succeeded' });
    expect(one.store.artifacts).toMatchObject([{ name: 'needs.md', type: 'requirements', content: '# Orders\n\nAll of it.' }]);
    expect(one.words.join('')).toContain('Orders');
  });

  it('reads what it asks for, fenced, and is told what there is when it asks for something else', async () => {
    const material = {
      artifactId: 'a',
      taskKey: null,
      name: 'brief.md',
      type: 'document',
      version: 1,
      metadata: {},
      content: 'Thirty days.',
    };
    const one = await stage(
      [
        {
          toolCalls: [
            { name: 'read_artifact', arguments: { name: 'brief.md' } },
            { name: 'read_artifact', arguments: { name: 'nope.md' } },
          ],
        },
        write('a.ts'),
        finish,
      ],
      { materials: [material] },
    );
    await one.run();
    const [read, missing] = resultsOf(one);
    expect(read).toMatch(/^\[material [0-9a-f]{16}\] .*\nThirty days\.\n\[end of material/);
    expect(missing).toContain('"brief.md"');
  });

  it.each([
    ['an unknown tool', { toolCalls: [{ name: 'save_file', arguments: {} }] }, 'write_artifact'],
    ['arguments that are no JSON', { toolCalls: [{ name: 'write_artifact', arguments: 'name is a.ts' }] }, 'not valid JSON'],
    ['a wrong type', { toolCalls: [{ name: 'write_artifact', arguments: { name: 'a.ts', type: 'text/plain', content: 'x' } }] }, 'type:'],
    ['a path as name', { toolCalls: [{ name: 'write_artifact', arguments: { name: '../a.ts', type: 'code', content: 'x' } }] }, 'name:'],
    ['finishing with nothing', { toolCalls: [{ name: 'finish', arguments: {} }] }, 'nothing has been written'],
  ] as [string, ScriptedReply, string][])('is told what was wrong with %s and may mend it', async (_what, reply, told) => {
    const one = await stage([reply, write('a.ts'), finish]);
    expect(await one.run()).toEqual({ kind: 'succeeded' });
    expect(resultsOf(one)[0]).toContain(told);
    expect(one.store.artifacts).toHaveLength(1);
  });

  it('is given up after five turns of faulty calls', async () => {
    const one = await stage(() => ({ toolCalls: [{ name: 'save_file', arguments: {} }] }));
    expect(await one.run()).toMatchObject({ kind: 'failed', failure: { code: 'tool_misuse', permanent: true }, freshConversation: true });
    expect(one.model.requests).toHaveLength(5);
  });

  it('is given up after forty turns', async () => {
    const one = await stage((_request, index) => write(`file-${index}.ts`));
    expect(await one.run()).toMatchObject({ kind: 'failed', failure: { code: 'turn_limit' } });
    expect(one.model.requests).toHaveLength(40);
  });

  it('does not pass a part for the whole when its call was cut off', async () => {
    const cut: ScriptedReply = {
      toolCalls: [{ name: 'write_artifact', arguments: '{"name":"a.ts","type":"code","content":"half' }],
      finishReason: 'length',
    };
    const one = await stage([cut, write('a.ts', 'whole'), finish]);
    await one.run();
    expect(one.store.artifacts.map((artifact) => artifact.content)).toEqual(['whole']);
  });

  it('that reaches its output limit goes on, and the parts are one artifact', async () => {
    const one = await stage([{ text: '# Long, part one,', finishReason: 'length' }, { text: ' part two.' }]);
    expect(await one.run()).toEqual({ kind: 'succeeded' });
    expect(one.store.artifacts.map((artifact) => artifact.content)).toEqual(['# Long, part one, part two.']);
  });

  it('that refuses fails for good', async () => {
    const one = await stage([{ refusal: 'I will not.' }]);
    expect(await one.run()).toMatchObject({
      kind: 'failed',
      failure: { code: 'refused', message: expect.stringContaining('I will not.'), permanent: true },
    });
  });

  it('that says nothing is asked once more and then fails for now', async () => {
    const one = await stage([{ text: '' }, { text: ' ' }]);
    expect(await one.run()).toMatchObject({ kind: 'failed', failure: { code: 'empty_answer', permanent: false }, freshConversation: true });
    expect(one.store.turns[0]?.feedback).toContain('empty');
  });
});

describe('money', () => {
  it.each([
    [true, 4500],
    [false, 0],
  ])('of an unpriced model is assumed where there is a budget (%s)', async (budgeted, cost) => {
    const one = await stage([{ text: 'Hello.', model: 'my-own', usage: { prompt_tokens: 1000, completion_tokens: 100 } }], { budgeted });
    one.store.briefing.tier = 'standard';
    await one.run();
    // The model that answered has no price; what was asked for has one.
    expect(one.store.turns[0]).toMatchObject({ model: 'my-own', priced: true, costMicroUsd: 450 });
    const two = await stage([{ text: 'Hello.', usage: { prompt_tokens: 1000, completion_tokens: 100 } }], { budgeted });
    const client = createModelClient(
      endpointModelConfig({ baseUrl: two.model.url, apiKey: null, models: { economy: null, standard: 'my-own', premium: null } }),
      { clock },
    );
    const control = { signal: new AbortController().signal, stopRequested: () => null, speak: () => undefined, endTurn: () => undefined };
    await createTaskRunner({ store: two.store, model: client, clock, log }).run(task, control);
    expect(two.store.turns[0]).toMatchObject({ priced: false, costMicroUsd: cost });
  });
});

describe('a fault of the endpoint', () => {
  it('is the outcome, with the endpoint’s wish, and the conversation goes on from its last turn', async () => {
    const one = await stage([write('a.ts'), { status: 429, headers: { 'retry-after': '2' } }, finish]);
    expect(await one.run()).toMatchObject({
      kind: 'failed',
      failure: { code: 'rate_limited', permanent: false },
      retryAfterMs: 2000,
      freshConversation: false,
    });
    expect(await one.run(2)).toEqual({ kind: 'succeeded' });
    expect(one.model.requests).toHaveLength(3);
    expect(one.store.turns.map((turn) => turn.turn)).toEqual([1, 2]);
  });

  it.each([
    ['at once', [], { permanent: true }, false],
    ['later', [write('a.ts')], { permanent: false }, true],
  ] as [string, ScriptedReply[], object, boolean][])(
    'about the length of the context %s',
    async (_when, before, failure, freshConversation) => {
      const tooLong: ScriptedReply = { status: 400, body: { error: { code: 'context_length_exceeded', message: 'Too long' } } };
      const one = await stage([...before, tooLong]);
      expect(await one.run()).toMatchObject({ kind: 'failed', failure: { code: 'context_length', ...failure }, freshConversation });
    },
  );
});

describe('stopping', () => {
  it('before a call when asked, giving the task back', async () => {
    const one = await stage([finish]);
    one.stop.reason = 'shutdown';
    expect(await one.run()).toEqual({ kind: 'released', reason: 'shutdown' });
    expect(one.model.requests).toHaveLength(0);
  });

  it('a pause lets the turn in flight end the task', async () => {
    const one = await stage([{ text: 'All of it.' }]);
    one.store.verdicts.set('commitTurn', 'paused');
    expect(await one.run()).toEqual({ kind: 'succeeded' });
    expect(one.store.artifacts).toHaveLength(1);
  });

  it('a pause after a turn that does not end it gives the task back, its tools done', async () => {
    const one = await stage([write('a.ts'), finish]);
    one.store.verdicts.set('commitTools', 'paused');
    expect(await one.run()).toEqual({ kind: 'released', reason: 'paused' });
    expect(one.store.artifacts).toHaveLength(1);
    expect(one.model.requests).toHaveLength(1);
  });

  it('a lost fence writes nothing more', async () => {
    const one = await stage([write('a.ts'), finish]);
    one.store.verdicts.set('commitTurn', 'fenced');
    expect(await one.run()).toEqual({ kind: 'abandoned' });
    expect(one.store.log).toEqual(['startConversation', 'commitTurn']);
  });

  it.each([
    [
      null,
      {
        kind: 'failed',
        failure: {
          code: 'timeout',
          place: 'timeout',
          permanent: false,
          stack: expect.stringMatching(/ took longer than its \d+ s\n +at /),
        },
      },
    ],
    ['cancelled', { kind: 'abandoned' }],
    ['shutdown', { kind: 'released', reason: 'shutdown' }],
  ] as [StopReason | null, object][])('a call in flight is aborted (%s)', async (reason, outcome) => {
    const one = await stage([{ stallAfter: 'Half a ' }]);
    const running = one.run();
    await one.model.arrived(1);
    one.stop.reason = reason;
    one.stop.abort.abort();
    expect(await running).toMatchObject(outcome);
    expect(one.store.turns).toHaveLength(0);
  });
});

describe('after a crash', () => {
  it.each(['markToolStarted', 'commitTools'])('at %s the paid turn is not paid again', async (point) => {
    const one = await stage([write('a.ts'), finish]);
    one.store.crashes.set(point, new Error('killed'));
    await expect(one.run()).rejects.toThrow('killed');
    expect(await one.run()).toEqual({ kind: 'succeeded' });
    expect(one.model.requests).toHaveLength(2);
    expect(one.store.artifacts).toHaveLength(1);
  });

  it('between a plain answer and its artifact, the artifact is written once', async () => {
    const one = await stage([{ text: 'The answer.' }]);
    one.store.crashes.set('commitTools', new Error('killed'));
    await expect(one.run()).rejects.toThrow('killed');
    expect(await one.run()).toEqual({ kind: 'succeeded' });
    expect(await one.run()).toEqual({ kind: 'succeeded' });
    expect(one.model.requests).toHaveLength(1);
    expect(one.store.artifacts).toHaveLength(1);
  });
});

describe('the planner', () => {
  const planner = { key: 'plan', role: 'planner', planner: true, prompt: 'Plan it.' };
  const planOf = (dependsOn: string[]) =>
    JSON.stringify({
      tasks: [
        {
          key: 'a',
          title: 'A',
          role: 'tech_lead',
          prompt: 'Make A.',
          dependsOn: [],
          phase: 'One',
          artifactType: 'document',
          tier: 'standard',
        },
        {
          key: 'b',
          title: 'B',
          role: 'code_reviewer',
          prompt: 'Check A.',
          dependsOn,
          phase: 'Two',
          artifactType: 'review',
          tier: 'economy',
        },
      ],
    });

  it('asks by schema and applies the plan', async () => {
    const one = await stage([{ text: `Here it is:\n\`\`\`json\n${planOf(['a'])}\n\`\`\`` }], planner);
    expect(await one.run()).toEqual({ kind: 'succeeded' });
    expect(one.model.requests[0]?.body.response_format?.type).toBe('json_schema');
    expect(one.store.plans).toMatchObject([{ tasks: [{ key: 'a' }, { key: 'b', dependsOn: ['a'] }] }]);
  });

  it.each([
    ['an unknown key', planOf(['nobody']), 'there is no task "nobody"'],
    ['no JSON', 'I would start with A.', 'no JSON'],
    ['an unknown role', planOf(['a']).replace('tech_lead', 'wizard'), 'tasks.0.role'],
    ['a circle', planOf(['b']), 'itself'],
  ])('shows the model what is wrong with %s, once', async (_what, bad, told) => {
    const one = await stage([{ text: bad }, { text: planOf(['a']) }], planner);
    expect(await one.run()).toEqual({ kind: 'succeeded' });
    expect(one.model.requests[1]?.body.messages.at(-1)?.content).toContain(told);
    expect(one.store.turns[0]?.feedback).toContain(told);
  });

  it('fails for good when the repair is invalid, too', async () => {
    const one = await stage(() => ({ text: planOf(['nobody']) }), planner);
    expect(await one.run()).toMatchObject({ kind: 'failed', failure: { code: 'invalid_plan', place: 'plan', permanent: true } });
    expect(one.model.requests).toHaveLength(2);
    expect(one.store.plans).toHaveLength(0);
  });

  it('repairs what only the run can refuse', async () => {
    const one = await stage([{ text: planOf(['a']) }, { text: planOf([]) }], planner, [['tasks: too many']]);
    expect(await one.run()).toEqual({ kind: 'succeeded' });
    expect(one.model.requests[1]?.body.messages.at(-1)?.content).toContain('tasks: too many');
  });

  it('does not pay for its plan again after a crash', async () => {
    const one = await stage([{ text: planOf(['a']) }], planner);
    one.store.crashes.set('applyPlan', new Error('killed'));
    await expect(one.run()).rejects.toThrow('killed');
    expect(await one.run()).toEqual({ kind: 'succeeded' });
    expect(one.model.requests).toHaveLength(1);
  });
});
