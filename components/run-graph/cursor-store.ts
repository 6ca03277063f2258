/** Which task the cursor stands on. Only the two tasks that a move concerns are told. */
export interface CursorStore {
  get: () => string | null;
  set: (key: string | null) => void;
  subscribe: (key: string, listener: () => void) => () => void;
  /** Told of every move. */
  subscribeAll: (listener: () => void) => () => void;
}

export function createCursorStore(initial: string | null): CursorStore {
  let current = initial;
  const byKey = new Map<string, Set<() => void>>();
  const all = new Set<() => void>();
  const tell = (key: string | null) => {
    if (key !== null) for (const listener of [...(byKey.get(key) ?? [])]) listener();
  };
  return {
    get: () => current,
    set(key) {
      if (key === current) return;
      const before = current;
      current = key;
      tell(before);
      tell(key);
      for (const listener of [...all]) listener();
    },
    subscribe(key, listener) {
      const set = byKey.get(key) ?? new Set();
      byKey.set(key, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0) byKey.delete(key);
      };
    },
    subscribeAll(listener) {
      all.add(listener);
      return () => all.delete(listener);
    },
  };
}
