/** The newest seq that this node has heard of, for each run that somebody here watches or is about to. */
export interface RunSeqs {
  /** From now on facts about this run are kept. */
  follow(runId: string): void;
  /** True where it is news about a run that is followed. */
  advance(runId: string, seq: number): boolean;
  of(runId: string): number;
  forget(runId: string): void;
}

export function createRunSeqs(): RunSeqs {
  const seqs = new Map<string, number>();
  return {
    follow: (runId) => void (seqs.has(runId) || seqs.set(runId, 0)),
    advance(runId, seq) {
      const known = seqs.get(runId);
      if (known === undefined || seq <= known) return false;
      seqs.set(runId, seq);
      return true;
    },
    of: (runId) => seqs.get(runId) ?? 0,
    forget: (runId) => void seqs.delete(runId),
  };
}
