import { describe, expect, it } from 'vitest';
import { createAnswerCollector } from './collect-answer';
import { endpointModelConfig } from './model-config';
import { priceUsage } from './price-usage';
import { createRedactor } from './redact';
import { readRetryAfterMs } from './retry-after';

describe('the wish of an endpoint', () => {
  const date = 'Sun, 22 Nov 2026 21:00:00 GMT';
  it.each([
    [{ 'retry-after': '3' }, 3000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    [{ 'retry-after': 'Sun, 22 Nov 2026 21:00:10 GMT', date }, 10_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 20:00:00 GMT', date }, 0],
    [{ 'retry-after': 'soon' }, null],
    [{}, null],
  ])('%j is %s ms', (headers, expected) => {
    expect(readRetryAfterMs(new Headers(Object.entries(headers)), Date.parse(date))).toBe(expected);
  });
});

it('redacts known and likely secrets and keeps the rest', () => {
  const redact = createRedactor(['hunter2-token']);
  expect(redact('Incorrect API key provided: sk-proj-abcdefgh12345678. hunter2-token')).toBe(
    'Incorrect API key provided: [redacted]. [redacted]',
  );
  expect(redact('Authorization: Bearer abcdefghijk')).toBe('Authorization: [redacted]');
  expect(redact('GET https://me:pass@host/v1')).toBe('GET https://[redacted]@host/v1');
  expect(redact('api_key=abc123def')).toBe('api_key=[redacted]');
  expect(redact('the task-runner asked for a monkey')).toBe('the task-runner asked for a monkey');
});

describe('the models of an endpoint', () => {
  const of = (models: { economy: string | null; standard: string | null; premium: string | null }) =>
    endpointModelConfig({ baseUrl: 'http://localhost:1/v1', apiKey: null, models }).models;
  it('default to known ones', () => {
    const models = of({ economy: null, standard: null, premium: null });
    for (const model of Object.values(models))
      expect(priceUsage(model, { inputTokens: 9, outputTokens: 9, cachedInputTokens: 0 })).not.toBeNull();
  });
  it('fill tiers without one from the nearest', () => {
    expect(of({ economy: null, standard: 'llama3.1', premium: null })).toEqual({
      economy: 'llama3.1',
      standard: 'llama3.1',
      premium: 'llama3.1',
    });
    expect(of({ economy: 'small', standard: null, premium: 'big' }).standard).toBe('big');
  });
});

describe('tool calls of endpoints that differ', () => {
  const collect = (...parts: object[]) => {
    const collector = createAnswerCollector('c', () => undefined);
    for (const part of parts) collector.add({ choices: [{ delta: { tool_calls: [part] } }] });
    return collector.finish().toolCalls;
  };
  it('all sent as index 0 are told apart by id', () => {
    const calls = collect(
      { index: 0, id: 'a', function: { name: 'one', arguments: '{}' } },
      { index: 0, id: 'b', function: { name: 'two', arguments: '{}' } },
    );
    expect(calls.map((call) => call.name)).toEqual(['one', 'two']);
  });
  it('without index and id are told apart by name', () => {
    const calls = collect({ function: { name: 'one', arguments: { a: 1 } } }, { function: { name: 'two', arguments: '{}' } });
    expect(calls).toEqual([
      { id: 'c0', name: 'one', arguments: '{"a":1}' },
      { id: 'c1', name: 'two', arguments: '{}' },
    ]);
  });
});
