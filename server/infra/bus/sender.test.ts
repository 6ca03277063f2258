import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BusMessage } from '@/server/core/ports/live-bus';
import { createOutbox, OUTBOX_LIMITS } from './outbox';
import { createSender } from './sender';
import { decodePayload } from './wire';

const silent = { info() {}, warn() {}, error() {} };
const run = (seq: number, control?: true): BusMessage => ({ kind: 'run', runId: 'r', seq, ...(control && { control }) });

function harness() {
  const sends: BusMessage[][] = [];
  const state = { connected: true, send: async () => {} };
  const sender = createSender({
    outbox: createOutbox({ ...OUTBOX_LIMITS, maxPayloadBytes: 7_500 }),
    isConnected: () => state.connected,
    async send(payloads) {
      sends.push(payloads.flatMap(decodePayload));
      await state.send();
    },
    log: silent,
  });
  return { sender, sends, state };
}

describe('sender', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('sends at once when idle, then at most every 50 ms, the latest seq only', async () => {
    const { sender, sends } = harness();
    for (let seq = 1; seq <= 100; seq++) {
      sender.publish(run(seq));
      await vi.advanceTimersByTimeAsync(10);
    }
    await vi.advanceTimersByTimeAsync(50);
    expect(sends[0]).toEqual([run(1)]);
    expect(sends.at(-1)).toEqual([run(100)]);
    expect(sends.length).toBeGreaterThanOrEqual(20);
    expect(sends.length).toBeLessThanOrEqual(22);
  });

  it('sends what is said in one breath as one', async () => {
    const { sender, sends } = harness();
    sender.publish({ kind: 'ready' });
    sender.publish(run(1));
    await vi.advanceTimersByTimeAsync(0);
    expect(sends).toEqual([[{ kind: 'ready' }, run(1)]]);
  });

  it.each([run(2, true), { kind: 'revoked', principalId: 'p' } as const])('does not let $kind wait', async (urgent) => {
    const { sender, sends } = harness();
    sender.publish(run(1));
    await vi.advanceTimersByTimeAsync(1);
    sender.publish(urgent);
    await vi.advanceTimersByTimeAsync(0);
    expect(sends).toEqual([[run(1)], [urgent]]);
  });

  it('keeps facts and drops words while disconnected, and sends when woken', async () => {
    const { sender, sends, state } = harness();
    state.connected = false;
    sender.publish(run(1));
    sender.publish(run(2));
    sender.publish({ kind: 'words', runId: 'r', taskKey: 'a', epoch: 1, turn: 1, offset: 0, text: 'lost' });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sends).toEqual([]);
    state.connected = true;
    sender.wake();
    await vi.advanceTimersByTimeAsync(0);
    expect(sends).toEqual([[run(2)]]);
  });

  it('goes on after a send that failed', async () => {
    const { sender, sends, state } = harness();
    state.send = () => Promise.reject(new Error('gone'));
    sender.publish(run(1));
    await vi.advanceTimersByTimeAsync(0);
    state.send = async () => {};
    sender.publish(run(2));
    await vi.advanceTimersByTimeAsync(50);
    expect(sends).toEqual([[run(1)], [run(2)]]);
  });

  it('flushes when closed, then takes no more', async () => {
    const { sender, sends } = harness();
    sender.publish(run(1));
    await vi.advanceTimersByTimeAsync(1);
    sender.publish(run(2));
    await sender.close();
    sender.publish(run(3));
    await vi.advanceTimersByTimeAsync(100);
    expect(sends).toEqual([[run(1)], [run(2)]]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
