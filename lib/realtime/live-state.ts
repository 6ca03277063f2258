/**
 * `live`: connected, and everything that was missed has been read. `catching_up`: connecting for the first time, or
 * reading what was missed. `offline`: no connection; it is being tried again.
 */
export type LiveState = 'live' | 'catching_up' | 'offline';

export interface LiveStateStore {
  get(): LiveState;
  subscribe(listener: () => void): () => void;
  connected(): void;
  disconnected(): void;
  /** Something has to be caught up with; call the result once it is. Forgotten when the connection goes. */
  begin(): () => void;
}

export function createLiveState(): LiveStateStore {
  const listeners = new Set<() => void>();
  const pending = new Set<symbol>();
  let connection: 'opening' | 'up' | 'down' = 'opening';
  let shown: LiveState = 'catching_up';

  function settle(): void {
    const next = connection === 'down' ? 'offline' : connection === 'opening' || pending.size > 0 ? 'catching_up' : 'live';
    if (next === shown) return;
    shown = next;
    for (const listener of [...listeners]) listener();
  }

  return {
    get: () => shown,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    connected() {
      connection = 'up';
      settle();
    },
    disconnected() {
      connection = 'down';
      pending.clear();
      settle();
    },
    begin() {
      const one = Symbol('catch-up');
      pending.add(one);
      settle();
      return () => {
        if (pending.delete(one)) settle();
      };
    },
  };
}
