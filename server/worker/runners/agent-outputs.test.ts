import { afterEach, expect, it } from 'vitest';
import { closeStages, stage } from '@/test/agent-stage';
import type { ScriptedReply } from '@/test/scripted-model';

afterEach(closeStages);

const outputsSchema = {
  type: 'object',
  properties: { region: { type: 'string', enum: ['north', 'south'] }, berths: { type: 'integer', minimum: 1 } },
  required: ['region', 'berths'],
  additionalProperties: false,
};
const good = { region: 'north', berths: 12 };
const write: ScriptedReply = { toolCalls: [{ name: 'write_artifact', arguments: { name: 'a.md', type: 'document', content: 'A.' } }] };
const finish = (outputs?: unknown): ScriptedReply => ({ toolCalls: [{ name: 'finish', arguments: { summary: 'Done.', outputs } }] });

it('what finish hands on is kept, and the model was told its schema', async () => {
  const one = await stage([write, finish(good)], { outputsSchema });
  expect(await one.run()).toEqual({ kind: 'succeeded' });
  expect(one.store.outputs).toEqual([good]);
  const tools = one.model.requests[0]?.body.tools as unknown as { function: { name: string; parameters: { properties: object } } }[];
  expect(tools.find((tool) => tool.function.name === 'finish')?.function.parameters.properties).toMatchObject({ outputs: outputsSchema });
});

it.each([
  ['none at all', undefined, /outputs must have required property 'region'/],
  ['of a wrong value', { region: 'west', berths: 1 }, /outputs\.region .*north, south/],
  ['with a name too many', { ...good, tide: 3 }, /additional properties/],
])('outputs %s are refused by name, and mended ones taken', async (_what, bad, words) => {
  const one = await stage([write, finish(bad), finish(JSON.stringify(good))], { outputsSchema });
  expect(await one.run()).toEqual({ kind: 'succeeded' });
  expect(one.store.conversations[0]?.turns[1]?.toolCalls[0]?.result).toMatch(words);
  expect(one.store.outputs).toEqual([good]);
});

it('an answer in plain text that is the data itself is both artifact and outputs', async () => {
  const one = await stage([{ text: `\`\`\`json\n${JSON.stringify(good)}\n\`\`\`` }], { outputsSchema });
  expect(await one.run()).toEqual({ kind: 'succeeded' });
  expect(one.store.outputs).toEqual([good]);
  expect(one.store.artifacts).toHaveLength(1);
});

it('prose in place of data is asked for twice more, then the task fails', async () => {
  const prose = { text: 'All is well in the north.' };
  const one = await stage([prose, prose, prose], { outputsSchema });
  expect(await one.run()).toMatchObject({ kind: 'failed', failure: { code: 'outputs_missing' } });
  expect(one.store.outputs).toEqual([]);
});

it('a task without a schema hands on nothing, whatever the model sends', async () => {
  const one = await stage([write, finish(good)]);
  expect(await one.run()).toEqual({ kind: 'succeeded' });
  expect(one.store.outputs).toEqual([]);
});
