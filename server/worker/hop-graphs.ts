import type { HopGraph } from '@/server/engine/hop-graph';

const KEPT_RUNS = 200;

/** Graphs of the runs this worker is in the midst of, read beside the work and forgotten in order of use. */
export interface HopGraphs {
  /** Null while it is being read (the tick serves meanwhile). */
  get(runId: string): HopGraph | null;
  forget(runId: string): void;
}

export function createHopGraphs(read: (runId: string) => Promise<HopGraph>): HopGraphs {
  const graphs = new Map<string, HopGraph | null>();
  return {
    get(runId) {
      const known = graphs.get(runId);
      if (known !== undefined) {
        graphs.delete(runId);
        graphs.set(runId, known);
        return known;
      }
      graphs.set(runId, null);
      read(runId).then(
        (graph) => graphs.has(runId) && graphs.set(runId, graph),
        () => graphs.delete(runId),
      );
      const [oldest] = graphs.keys();
      if (graphs.size > KEPT_RUNS && oldest !== undefined) graphs.delete(oldest);
      return null;
    },
    forget: (runId) => {
      graphs.delete(runId);
    },
  };
}
