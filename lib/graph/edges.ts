/** What an edge has come to: the task it starts at has not ended, led here, or led away. */
export type EdgeState = 'OPEN' | 'TAKEN' | 'DEAD';

export interface IncomingEdge {
  state: EdgeState;
  /** Comes from a branch: TAKEN is "chosen", DEAD is "refused". */
  branch: boolean;
}

export type EdgeVerdict = 'PENDING' | 'READY' | 'SKIPPED';

/**
 * What a task's incoming edges make of it. One truth table (edges.test.ts):
 * no edges → READY; all branch edges refused, or edges there and all DEAD → SKIPPED; an OPEN edge → PENDING;
 * otherwise READY where a branch chose it, or where there is no branch and one edge is TAKEN.
 */
export function edgeVerdict(edges: readonly IncomingEdge[]): EdgeVerdict {
  if (edges.length === 0) return 'READY';
  const branches = edges.filter((edge) => edge.branch);
  if (branches.length > 0 && branches.every((edge) => edge.state === 'DEAD')) return 'SKIPPED';
  if (edges.every((edge) => edge.state === 'DEAD')) return 'SKIPPED';
  if (edges.some((edge) => edge.state === 'OPEN')) return 'PENDING';
  const chosen = branches.some((edge) => edge.state === 'TAKEN');
  return chosen || branches.length === 0 ? 'READY' : 'SKIPPED';
}
