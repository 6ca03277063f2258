import { describe, expect, it } from 'vitest';
import { decideAfterTurn } from './after-turn';
import { answerArtifact } from './answer-artifact';
import { parseJsonAnswer } from './parse-json-answer';
import { parseToolCall } from './parse-tool-call';
import { TOOL_NAMES } from './tool-definitions';

describe('a JSON answer', () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    ['```json\n{"a":1}\n```', { a: 1 }],
    ['Sure! Here it is:\n{"a":[1,2]}\nAnything else?', { a: [1, 2] }],
    ['<think>{"a":0}</think>{"a":1}', { a: 1 }],
    ["{'a': 1, b: 2,}", { a: 1, b: 2 }],
    ['{"a": {"b": 1}', { a: { b: 1 } }],
  ])('%s is understood', (text, value) => {
    expect(parseJsonAnswer(text)).toEqual({ ok: true, value });
  });

  it.each(['', 'I would rather not.', 'no [idea'])('%j is none', (text) => {
    const parsed = parseJsonAnswer(text);
    if (parsed.ok) expect(parsed.value).not.toBeTypeOf('string');
    else expect(parsed.problem).not.toBe('');
  });
});

describe('a tool call', () => {
  const parse = (name: string, given: string, cutOff = false) => parseToolCall({ id: '1', name, arguments: given }, TOOL_NAMES, cutOff);
  it.each([
    ['read_artifact', '{"name":"a","offset":"12"}', { name: 'a', offset: 12 }],
    ['read_artifact', '{"name":"a","version":null}', { name: 'a', offset: 0 }],
    [
      'write_artifact',
      '{"name":"a.json","type":"data","content":{"x":1}}',
      { name: 'a.json', type: 'data', content: '{\n  "x": 1\n}', metadata: {} },
    ],
    [
      'write_artifact',
      '{"name":"a","content":"x\\u0000y","metadata":"{\\"n\\":1}"}',
      { name: 'a', content: 'x\uFFFDy', metadata: { n: 1 } },
    ],
    [
      'write_artifact',
      JSON.stringify({ name: 'a', content: 'x', metadata: '{"n":"\\u0000"}' }),
      { name: 'a', content: 'x', metadata: { n: '\uFFFD' } },
    ],
    ['finish', '', { summary: '' }],
  ])('%s %s is understood', (name, given, input) => {
    expect(parse(name, given)).toMatchObject({ ok: true, action: { tool: name, input } });
  });

  it('that was cut off is not repaired', () => {
    const half = '{"name":"a","type":"code","content":"half';
    expect(parse('write_artifact', half)).toMatchObject({ ok: true });
    expect(parse('write_artifact', half, true)).toMatchObject({ ok: false, problem: expect.stringContaining('output limit') });
  });
});

describe('a plain answer', () => {
  it.each([
    ['report', 'document', 'Words.', 'report.md'],
    ['api', 'code', 'const x = 1;', 'api.txt'],
    ['api', 'code', 'Here:\n```ts\nconst x = 1;\n```', 'api.md'],
    ['rows', 'data', 'a,b\n1,2\n', 'rows.csv'],
    ['rows', 'data', '{"a":1}', 'rows.json'],
    ['main.py', 'code', 'print(1)', 'main.py'],
  ])('of %s (%s) is named %4$s', (key, artifactType, text, name) => {
    expect(answerArtifact({ key, artifactType }, text)).toMatchObject({ name, type: artifactType, content: text });
  });

  it('after artifacts were written only ends the task', () => {
    const answer = { text: 'All done.', refusal: null, finishReason: 'stop', toolCalls: [] };
    const task = { key: 'a', artifactType: 'code' };
    expect(decideAfterTurn({ task, earlier: [], answer, wroteArtifact: true, outputsSchema: null })).toEqual({
      kind: 'done',
      artifact: null,
      outputs: null,
    });
  });

  it('that is never complete fails in the end', () => {
    const answer = { text: 'more', refusal: null, finishReason: 'length', toolCalls: [] };
    const task = { key: 'a', artifactType: 'code' };
    const earlier: { text: string; toolCalls: never[]; feedback: string | null }[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const decision = decideAfterTurn({ task, earlier, answer, wroteArtifact: false, outputsSchema: null });
      if (decision.kind !== 'ask_again') throw new Error('expected to go on');
      earlier.push({ text: 'more', toolCalls: [], feedback: decision.feedback });
    }
    expect(decideAfterTurn({ task, earlier, answer, wroteArtifact: false, outputsSchema: null })).toMatchObject({
      kind: 'failed',
      failure: { code: 'output_limit' },
    });
  });

  it('stopped by a content filter is a refusal', () => {
    const answer = { text: 'Hal', refusal: null, finishReason: 'content_filter', toolCalls: [] };
    expect(
      decideAfterTurn({ task: { key: 'a', artifactType: 'code' }, earlier: [], answer, wroteArtifact: false, outputsSchema: null }),
    ).toMatchObject({
      kind: 'failed',
      failure: { code: 'refused' },
    });
  });
});
