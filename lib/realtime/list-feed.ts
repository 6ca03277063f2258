import type { LiveSocket } from './live-socket';
import type { LiveStateStore } from './live-state';

const ANSWER_WITHIN_MS = 10_000;
const RETRY_MS = 2_000;

/** These runs moved, at most twice a second; `all` after every (re)connect, when nobody can say what was missed. A promise says when it is read. */
export type ListListener = (runIds: readonly string[] | 'all') => unknown;

export interface ListFeed {
  add(listener: ListListener): () => void;
  join(): void;
  disconnected(): void;
  hear(runIds: readonly string[]): void;
}

/** Everybody on this page who shows a list of runs. */
export function createListFeed({ socket, state }: { socket: LiveSocket; state: LiveStateStore }): ListFeed {
  const listeners = new Set<{ notify: ListListener }>();
  let joined = false;
  let joins = 0;

  function tell(runIds: readonly string[] | 'all', whom: Iterable<{ notify: ListListener }> = listeners): Promise<unknown> {
    return Promise.allSettled([...whom].map(async ({ notify }) => notify(runIds)));
  }

  function join(): void {
    if (listeners.size === 0 || !socket.connected) return;
    const number = ++joins;
    const done = state.begin();
    socket.timeout(ANSWER_WITHIN_MS).emit('joinList', (late: Error | null, answer: { ok: true } | { error: unknown }) => {
      if (number !== joins) return done();
      if (late || 'error' in answer) {
        done();
        setTimeout(() => number === joins && join(), RETRY_MS);
        return;
      }
      joined = true;
      void tell('all').then(done);
    });
  }

  return {
    join,
    add(listener) {
      const entry = { notify: listener };
      listeners.add(entry);
      if (joined) void tell('all', [entry]);
      else if (listeners.size === 1) join();
      return () => {
        listeners.delete(entry);
        if (listeners.size > 0) return;
        joins += 1;
        if (joined) socket.emit('leaveList');
        joined = false;
      };
    },
    disconnected() {
      joined = false;
    },
    hear: (runIds) => void tell(runIds),
  };
}
