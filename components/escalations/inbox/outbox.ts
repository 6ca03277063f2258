/** Until then a decision can be taken back by whoever made it. */
export const UNDO_MS = 5_000;

/** One press: what was decided, about how many at once. */
export interface Held<Item, Word> {
  key: number;
  items: readonly Item[];
  word: Word;
  /** Milliseconds since the epoch. */
  dueMs: number;
}

export interface OutboxState<Item, Word> {
  /** What can still be taken back, the last press last. */
  held: readonly Held<Item, Word>[];
  /** Ids that are decided as far as this page is concerned: held, on their way, or answered. */
  gone: ReadonlySet<string>;
}

export interface Outbox<Item, Word> {
  subscribe(listener: () => void): () => void;
  state(): OutboxState<Item, Word>;
  hold(items: readonly Item[], word: Word): void;
  /** Takes the last press back. Null: there is none to take back. */
  undo(): Held<Item, Word> | null;
  /** Sends all that is held now, as when the page is left. */
  flush(): void;
}

interface OutboxOptions<Item, Word> {
  /** Sends one press; returns the ids that are still open afterwards (refused, failed, or one of several votes). */
  send: (held: Held<Item, Word>) => Promise<readonly string[]>;
  nowMs?: () => number;
}

/** Decisions wait here for as long as they can be undone: what the server never heard needs no revoking. */
export function createOutbox<Item extends { id: string }, Word>({ send, nowMs = Date.now }: OutboxOptions<Item, Word>): Outbox<Item, Word> {
  const listeners = new Set<() => void>();
  const timers = new Map<number, ReturnType<typeof setTimeout>>();
  let state: OutboxState<Item, Word> = { held: [], gone: new Set() };
  let keys = 0;

  function set(next: OutboxState<Item, Word>): void {
    state = next;
    for (const listener of [...listeners]) listener();
  }
  const without = (ids: readonly string[]) => {
    const gone = new Set(state.gone);
    for (const id of ids) gone.delete(id);
    return gone;
  };
  function release(held: Held<Item, Word>): void {
    clearTimeout(timers.get(held.key));
    timers.delete(held.key);
    set({ ...state, held: state.held.filter((one) => one !== held) });
  }
  function deliver(held: Held<Item, Word>): void {
    release(held);
    void send(held).then((open) => set({ ...state, gone: without(open) }));
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state: () => state,
    hold(items, word) {
      const fresh = items.filter(({ id }) => !state.gone.has(id));
      if (fresh.length === 0) return;
      keys += 1;
      const held: Held<Item, Word> = { key: keys, items: fresh, word, dueMs: nowMs() + UNDO_MS };
      timers.set(
        held.key,
        setTimeout(() => deliver(held), UNDO_MS),
      );
      set({ held: [...state.held, held], gone: new Set([...state.gone, ...fresh.map(({ id }) => id)]) });
    },
    undo() {
      const last = state.held.at(-1);
      if (!last) return null;
      release(last);
      set({ ...state, gone: without(last.items.map(({ id }) => id)) });
      return last;
    },
    flush() {
      for (const held of state.held) deliver(held);
    },
  };
}
