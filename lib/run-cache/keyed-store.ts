/** Values by key, for components that each listen to their own: a change of one draws one. Values are told apart by identity. */
export interface KeyedStore<T> {
  get: (key: string) => T | undefined;
  subscribe: (key: string, listener: () => void) => () => void;
  replace: (values: ReadonlyMap<string, T>) => void;
}

export function createKeyedStore<T>(initial: ReadonlyMap<string, T>): KeyedStore<T> {
  let byKey = initial;
  const listeners = new Map<string, Set<() => void>>();
  return {
    get: (key) => byKey.get(key),
    subscribe(key, listener) {
      const set = listeners.get(key) ?? new Set();
      listeners.set(key, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(key);
      };
    },
    replace(next) {
      const before = byKey;
      byKey = next;
      for (const [key, set] of listeners) if (before.get(key) !== byKey.get(key)) for (const listener of [...set]) listener();
    },
  };
}
