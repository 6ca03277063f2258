import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOutbox, type Held, UNDO_MS } from './outbox';

type Sent = Held<{ id: string }, string>;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open(send: (held: Sent) => Promise<readonly string[]> = async () => []) {
  const sent: string[] = [];
  const outbox = createOutbox<{ id: string }, string>({
    send: (held) => {
      sent.push(`${held.word} ${held.items.map(({ id }) => id).join()}`);
      return send(held);
    },
  });
  const gone = () => [...outbox.state().gone].sort();
  return { outbox, sent, gone };
}
const of = (...ids: string[]) => ids.map((id) => ({ id }));

describe('decisions that can be taken back', () => {
  it('are sent after five seconds, once, and stay out of sight', async () => {
    const { outbox, sent, gone } = open();
    outbox.hold(of('a'), 'yes');
    expect(gone()).toEqual(['a']);
    await vi.advanceTimersByTimeAsync(UNDO_MS - 1);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toEqual(['yes a']);
    outbox.flush();
    await vi.advanceTimersByTimeAsync(UNDO_MS);
    expect(sent).toEqual(['yes a']);
    expect(gone()).toEqual(['a']);
    expect(outbox.undo()).toBeNull();
  });

  it('come back from the last press on, all of a press at once', async () => {
    const { outbox, sent, gone } = open();
    outbox.hold(of('a'), 'yes');
    outbox.hold(of('b', 'c'), 'no');
    expect(outbox.undo()).toMatchObject({ items: [{ id: 'b' }, { id: 'c' }] });
    expect(gone()).toEqual(['a']);
    expect(outbox.undo()).toMatchObject({ items: [{ id: 'a' }] });
    expect(gone()).toEqual([]);
    await vi.advanceTimersByTimeAsync(UNDO_MS * 2);
    expect(sent).toEqual([]);
  });

  it('are sent at once when the page is left', async () => {
    const { outbox, sent } = open();
    outbox.hold(of('a'), 'yes');
    outbox.hold(of('b'), 'no');
    outbox.flush();
    expect(sent).toEqual(['yes a', 'no b']);
    await vi.advanceTimersByTimeAsync(UNDO_MS);
    expect(sent).toHaveLength(2);
  });

  it('come back into sight where the server did not take them', async () => {
    const { outbox, gone } = open(async () => ['b']);
    outbox.hold(of('a', 'b'), 'yes');
    await vi.advanceTimersByTimeAsync(UNDO_MS);
    expect(gone()).toEqual(['a']);
    outbox.hold(of('b'), 'yes');
    expect(gone()).toEqual(['a', 'b']);
  });

  it('are made once, however often the key is pressed', () => {
    const { outbox } = open();
    outbox.hold(of('a'), 'yes');
    outbox.hold(of('a', 'b'), 'no');
    expect(outbox.state().held.map(({ items }) => items)).toEqual([of('a'), of('b')]);
  });
});
