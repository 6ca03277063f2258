import { describe, expect, it } from 'vitest';
import type { BusMessage } from '@/server/core/ports/live-bus';
import { createOutbox } from './outbox';
import { decodePayload } from './wire';

const LIMITS = { maxPayloadBytes: 7_500, maxRuns: 5_000, maxPeers: 2_000, maxOthers: 1_000, maxWordBytes: 256 * 1024 };
const runId = (n: number) => `0197a000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const words = (text: string, offset = 0): BusMessage => ({ kind: 'words', runId: runId(1), taskKey: 'a', epoch: 1, turn: 1, offset, text });

function drain(messages: BusMessage[], limits = LIMITS) {
  const outbox = createOutbox(limits);
  for (const message of messages) outbox.add(message);
  const payloads = outbox.take();
  expect(outbox.isEmpty()).toBe(true);
  return { payloads, messages: payloads.flatMap(decodePayload) };
}

describe('outbox', () => {
  it('keeps the latest seq of a run, and control once said', () => {
    const sent = drain([
      { kind: 'run', runId: runId(1), seq: 4, control: true },
      { kind: 'run', runId: runId(1), seq: 9 },
      { kind: 'run', runId: runId(1), seq: 7 },
      { kind: 'run', runId: runId(2), seq: 1 },
    ]);
    expect(sent.messages).toEqual([
      { kind: 'run', runId: runId(1), seq: 9, control: true },
      { kind: 'run', runId: runId(2), seq: 1 },
    ]);
  });

  it('says ready once', () => {
    expect(drain([{ kind: 'ready' }, { kind: 'ready' }]).messages).toEqual([{ kind: 'ready' }]);
  });

  it('packs a thousand runs into payloads that NOTIFY accepts', () => {
    const facts = Array.from({ length: 1_000 }, (_, n): BusMessage => ({ kind: 'run', runId: runId(n), seq: n + 1 }));
    const { payloads, messages } = drain(facts);
    expect(messages).toEqual(facts);
    expect(payloads.length).toBeLessThan(10);
    for (const payload of payloads) expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(7_500);
  });

  it.each([
    ['ASCII', 'abc '.repeat(10_000)],
    ['three bytes a character', '鉄道信号所'.repeat(3_000)],
    ['surrogate pairs', `x${'🚂🛤'.repeat(3_000)}`],
    ['escapes and NUL', '"\\\n\u0000'.repeat(3_000)],
  ])('splits long words (%s) by bytes, at true offsets, between characters', (_name, text) => {
    const { payloads, messages } = drain([words(text, 5)]);
    for (const payload of payloads) expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(7_500);
    let heard = '';
    for (const message of messages) {
      if (message.kind !== 'words') throw new Error('only words were sent');
      expect(message.offset).toBe(5 + heard.length);
      expect(Buffer.from(message.text).toString()).toBe(message.text);
      heard += message.text;
    }
    expect(heard).toBe(text);
  });

  it('drops words before anything else under pressure', () => {
    const sent = drain([words('x'.repeat(900)), words('y'.repeat(900), 900), { kind: 'run', runId: runId(1), seq: 3 }], {
      ...LIMITS,
      maxWordBytes: 1_200,
    });
    expect(sent.messages).toEqual([{ kind: 'run', runId: runId(1), seq: 3 }, words('x'.repeat(900))]);
  });

  it('forgets the oldest run beyond its bound', () => {
    const facts = [1, 2, 3].map((n): BusMessage => ({ kind: 'run', runId: runId(n), seq: n }));
    expect(drain(facts, { ...LIMITS, maxRuns: 2 }).messages).toEqual(facts.slice(1));
  });

  it.each(['', 'null', '{}', '[1, null, {"kind":"weather"}, ["r"]]'])('hears nothing in a foreign payload (%s)', (payload) => {
    expect(decodePayload(payload)).toEqual([]);
  });
});
