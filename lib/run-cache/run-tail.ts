import type { EventPage, EventView } from '@/lib/contracts/event';

/** What a tail asks of the page around it. */
export interface TailDeps {
  /** The seq that the page's run stands at; null while it is not loaded. */
  currentSeq: () => number | null;
  /** Events after a seq, oldest first. */
  read: (afterSeq: number) => Promise<EventPage>;
  /** Folds events into the page; true where the run must be read again. */
  apply: (events: readonly EventView[]) => boolean;
  refetch: () => Promise<unknown>;
  /** Calls back before the next picture is drawn. */
  nextFrame: (run: () => void) => void;
  /** Calls back when another try makes sense. */
  later: (run: () => void) => void;
}

export interface RunTail {
  /** The run is known to stand at this seq: read up to it. Resolves once it is read, or the reading was given up for now. */
  reach: (seq: number) => Promise<void>;
  stop: () => void;
}

/**
 * Follows one run's log: pages are read one after the other, and what came within one frame is applied at once. However
 * fast seqs are announced, one read is under way at most, and one refetch.
 */
export function createRunTail(deps: TailDeps): RunTail {
  let target = 0;
  let reading: Promise<void> | null = null;
  let stopped = false;
  /** Called while a reading was ending: it may have looked at its target for the last time. */
  let calledAgain = false;
  let flushing = false;
  let refetching: Promise<unknown> | null = null;
  let buffer: EventView[] = [];

  const flush = () => {
    flushing = false;
    const events = buffer;
    buffer = [];
    if (stopped || events.length === 0) return;
    if (deps.apply(events) && !refetching) {
      refetching = deps.refetch().finally(() => {
        refetching = null;
        void follow();
      });
    }
  };

  const read = async () => {
    try {
      while (!stopped && !refetching) {
        calledAgain = false;
        const after = buffer.at(-1)?.seq ?? deps.currentSeq();
        if (after === null || after >= target) break;
        const page = await deps.read(after);
        if (page.items.length === 0) break;
        target = Math.max(target, page.lastSeq);
        buffer.push(...page.items);
        if (!flushing) {
          flushing = true;
          deps.nextFrame(flush);
        }
      }
    } catch {
      if (!stopped) deps.later(() => void follow());
    }
  };
  const follow = (): Promise<void> => {
    calledAgain = true;
    reading ??= read().finally(() => {
      reading = null;
      if (calledAgain && !stopped && !refetching) void follow();
    });
    return reading;
  };

  return {
    reach(seq) {
      target = Math.max(target, seq);
      return follow();
    },
    stop() {
      stopped = true;
    },
  };
}
