import { describe, expect, it } from 'vitest';
import type { BusMessage } from '@/server/core/ports/live-bus';
import { createSpeech } from './speech';

/** A bus that only notes what was said, and a clock that moves when told. */
function harness() {
  const said: Extract<BusMessage, { kind: 'words' }>[] = [];
  let now = 0;
  let sleepers: { at: number; wake: () => void }[] = [];
  const speech = createSpeech({
    bus: {
      name: 'postgres',
      publish: (message) => void (message.kind === 'words' && said.push(message)),
      subscribe: async () => async () => {},
      close: async () => {},
    },
    clock: {
      now: () => now,
      random: () => 0,
      sleep: (ms) => new Promise((wake) => sleepers.push({ at: now + ms, wake })),
    },
  });
  async function pass(ms: number) {
    now += ms;
    const awake = sleepers.filter(({ at }) => at <= now);
    sleepers = sleepers.filter(({ at }) => at > now);
    for (const { wake } of awake) wake();
    await new Promise(setImmediate);
  }
  const watch = (fresh: boolean, taskKey?: string, ttlMs = 15_000) =>
    speech.hear({ kind: 'watch', runId: 'r', ttlMs, fresh, ...(taskKey && { taskKey }) });
  return { speech, said, pass, watch, texts: () => said.map(({ offset, text }) => [offset, text]) };
}

describe('speech', () => {
  it('is silent while nobody watches', async () => {
    const { speech, said, pass } = harness();
    speech.speak('r', 'a', 1, 1, 'hello');
    await pass(100);
    speech.endTurn('r', 'a', 1);
    expect(said).toEqual([]);
  });

  it('collects 50 ms of words into a chunk at its offset', async () => {
    const { speech, pass, watch, texts } = harness();
    watch(true);
    for (const delta of ['The ', 'handler ', 'first']) speech.speak('r', 'a', 1, 1, delta);
    await pass(50);
    speech.speak('r', 'a', 1, 1, ' validates');
    await pass(50);
    expect(texts()).toEqual([
      [0, 'The handler first'],
      [17, ' validates'],
    ]);
  });

  it('says from the beginning what a new listener missed', async () => {
    const { speech, pass, watch, texts } = harness();
    speech.speak('r', 'a', 1, 1, 'so far');
    watch(true);
    await pass(50);
    watch(true);
    await pass(50);
    expect(texts()).toEqual([
      [0, 'so far'],
      [0, 'so far'],
    ]);
  });

  it('does not repeat itself when a watch is only renewed', async () => {
    const { speech, pass, watch, texts } = harness();
    watch(true);
    speech.speak('r', 'a', 1, 1, 'once');
    await pass(50);
    watch(false);
    await pass(50);
    expect(texts()).toEqual([[0, 'once']]);
  });

  it('cuts long speech into chunks, never a character in two', async () => {
    const { speech, said, pass, watch } = harness();
    const text = `x${'🚂'.repeat(3_000)}`;
    speech.speak('r', 'a', 1, 1, text);
    watch(true);
    await pass(50);
    expect(said.map((words) => words.text).join('')).toBe(text);
    expect(said.length).toBeGreaterThan(3);
    for (const words of said) expect(Buffer.from(words.text).toString()).toBe(words.text);
  });

  it('speaks for the watched task only, until the watch runs out', async () => {
    const { speech, said, pass, watch } = harness();
    watch(true, 'a', 1_000);
    speech.speak('r', 'a', 1, 1, 'heard');
    speech.speak('r', 'b', 1, 1, 'unheard');
    await pass(50);
    await pass(1_000);
    speech.speak('r', 'a', 1, 1, 'too late');
    await pass(50);
    expect(said.map(({ taskKey, text }) => [taskKey, text])).toEqual([['a', 'heard']]);
  });

  it('sends the rest when a turn ends, and starts the next at 0', async () => {
    const { speech, said, pass, watch } = harness();
    watch(true);
    speech.speak('r', 'a', 1, 1, 'first');
    speech.endTurn('r', 'a', 1);
    speech.speak('r', 'a', 1, 2, 'second');
    await pass(50);
    expect(said.map(({ turn, offset, text }) => [turn, offset, text])).toEqual([
      [1, 0, 'first'],
      [2, 0, 'second'],
    ]);
  });

  it('forgets an agent that fell silent', async () => {
    const { speech, said, pass, watch } = harness();
    speech.speak('r', 'a', 1, 1, 'cut off');
    await pass(121_000);
    watch(true);
    await pass(50);
    expect(said).toEqual([]);
  });

  it('does not let a fenced execution speak for the task', async () => {
    const { speech, said, pass, watch } = harness();
    watch(true);
    speech.speak('r', 'a', 2, 1, 'new');
    speech.speak('r', 'a', 1, 1, 'stale');
    await pass(50);
    expect(said.map(({ epoch, text }) => [epoch, text])).toEqual([[2, 'new']]);
  });
});
