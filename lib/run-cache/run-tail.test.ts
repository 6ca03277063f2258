import { describe, expect, it } from 'vitest';
import type { EventView } from '@/lib/contracts/event';
import { createRunTail, type TailDeps } from './run-tail';

const event = (seq: number): EventView => ({ seq, type: 'run.resumed', at: '2026-11-22T10:00:00.000Z', actor: 'engine', data: {} });

/** A server at `lastSeq`, a page at `seq`; frames are drawn by hand. */
function world(lastSeq: number, change: Partial<TailDeps> = {}) {
  const state = { seq: 0, reads: [] as number[], applied: [] as number[][], refetches: 0, lastSeq };
  const frames: (() => void)[] = [];
  const retries: (() => void)[] = [];
  const deps: TailDeps = {
    currentSeq: () => state.seq,
    read: async (after) => {
      state.reads.push(after);
      const items = Array.from({ length: Math.min(2, Math.max(0, state.lastSeq - after)) }, (_, i) => event(after + 1 + i));
      return { items, lastSeq: state.lastSeq };
    },
    apply: (events) => {
      state.applied.push(events.map((each) => each.seq));
      state.seq = events.at(-1)?.seq ?? state.seq;
      return false;
    },
    refetch: async () => {
      state.refetches++;
      state.seq = state.lastSeq;
    },
    nextFrame: (run) => frames.push(run),
    later: (run) => retries.push(run),
    ...change,
  };
  return { state, deps, draw: () => callAll(frames), retry: () => callAll(retries) };
}
function callAll(waiting: (() => void)[]): void {
  for (const run of waiting.splice(0)) run();
}
/** Lets every promise that is already settled run on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('createRunTail', () => {
  it('reads pages until it is there and applies one batch a frame', async () => {
    const { state, deps, draw } = world(5);
    void createRunTail(deps).reach(5);
    await settle();
    draw();
    expect(state.reads).toEqual([0, 2, 4]);
    expect(state.applied).toEqual([[1, 2, 3, 4, 5]]);
  });

  it('has one read under way however often it is called', async () => {
    const { state, deps } = world(2);
    const tail = createRunTail(deps);
    for (let seq = 1; seq <= 2; seq++) void tail.reach(seq);
    void tail.reach(2);
    await settle();
    expect(state.reads).toEqual([0]);
  });

  it('asks for nothing that the page has', async () => {
    const { state, deps } = world(5);
    state.seq = 5;
    void createRunTail(deps).reach(5);
    await settle();
    expect(state.reads).toEqual([]);
  });

  it('reads the run again once, then goes on from there', async () => {
    let asked = false;
    const { state, deps, draw } = world(2, {
      apply: () => {
        const first = !asked;
        asked = true;
        return first;
      },
    });
    const tail = createRunTail(deps);
    void tail.reach(2);
    await settle();
    draw();
    await settle();
    expect(state.refetches).toBe(1);
    state.lastSeq = 3;
    void tail.reach(3);
    await settle();
    expect(state.reads.at(-1)).toBe(2);
  });

  it('tries again after a lost answer', async () => {
    let fails = true;
    const { state, deps, draw, retry } = world(1);
    const read = deps.read;
    deps.read = (after) => {
      if (!fails) return read(after);
      fails = false;
      return Promise.reject(new Error('offline'));
    };
    void createRunTail(deps).reach(1);
    await settle();
    retry();
    await settle();
    draw();
    expect(state.applied).toEqual([[1]]);
  });

  it('is silent once stopped', async () => {
    const { state, deps, draw } = world(1);
    const tail = createRunTail(deps);
    void tail.reach(1);
    tail.stop();
    await settle();
    draw();
    expect(state.applied).toEqual([]);
  });
});
