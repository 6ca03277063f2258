import type { EditOperation } from '@/lib/contracts/edit';

/** Where agents hand in edits of the graph. */
export interface EditDesk {
  /** Who decides about them, as the settings say now. */
  decides(): 'person' | 'policy';
  /** Tries an edit on the graph as it is; nothing is written. */
  check(
    runId: string,
    node: number,
    operations: readonly EditOperation[],
  ): Promise<{ ok: true; version: number } | { ok: false; errors: string[] }>;
  /** Applies what was handed in where the settings allow it. Never rejects: what could not be applied waits for a person. */
  applyByPolicy(proposalId: string): Promise<void>;
}
