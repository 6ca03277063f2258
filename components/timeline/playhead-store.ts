/** Where the playhead stands. `seq` null: it goes along with the present. */
export interface Playhead {
  seq: number | null;
  /** While it is dragged it may stand between two events. */
  ms: number | null;
}

/** Kept out of React: a drag moves one line and draws only what looks otherwise at the new place. */
export interface PlayheadStore {
  get: () => Playhead;
  set: (playhead: Playhead) => void;
  subscribe: (listener: () => void) => () => void;
}

export function createPlayheadStore(seq: number | null): PlayheadStore {
  let playhead: Playhead = { seq, ms: null };
  const listeners = new Set<() => void>();
  return {
    get: () => playhead,
    set(next) {
      if (next.seq === playhead.seq && next.ms === playhead.ms) return;
      playhead = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
