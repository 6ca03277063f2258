/** What stands on one side of a comparison: a run as it is now, or one of its checkpoints. */
export interface Side {
  runId: string;
  checkpointId: string | null;
}

const word = ({ runId, checkpointId }: Side): string => (checkpointId === null ? `run:${runId}` : `checkpoint:${checkpointId}`);

export const compareHref = (left: Side, right: Side): string =>
  `/compare?left=${encodeURIComponent(word(left))}&right=${encodeURIComponent(word(right))}`;

export interface SideRef {
  kind: 'run' | 'checkpoint';
  id: string;
}

/** "run:…" or "checkpoint:…" of an address; null where it is neither. */
export function readSide(text: string | null): SideRef | null {
  const found = /^(run|checkpoint):([0-9a-f-]{36})$/i.exec(text ?? '');
  return found?.[2] ? { kind: found[1] === 'run' ? 'run' : 'checkpoint', id: found[2] } : null;
}
