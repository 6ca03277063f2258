import type { EditableGraph, Edited, EditOperation, Since } from '@/lib/contracts/edit';

export interface EditRequest {
  runId: string;
  baseVersion: number;
  reason?: string;
  cancelRunning: string[];
  rerunInvalidated: boolean;
  operations: EditOperation[];
  dryRun: boolean;
}

/** What the editor asks of the server. */
export interface EditCalls {
  apply: (request: EditRequest, signal?: AbortSignal) => Promise<Edited>;
  /** The graph as it is now. */
  graph: () => Promise<EditableGraph>;
  /** What was edited behind a version, newest last. */
  since: (version: number) => Promise<Since>;
  undo: (version: number) => Promise<{ version: number }>;
}
