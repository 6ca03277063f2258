import { type EditState, indexOf, optionsOf } from '../edit-state';
import type { EditRequest } from './edit-calls';
import { type SentOperations, sentOperations } from './sent-operations';

export interface Sent extends SentOperations {
  request: EditRequest;
}

/** The edit as it is sent. Who no longer runs needs no word to be aborted. */
export function requestOf(runId: string, state: EditState, reason: string, dryRun: boolean): Sent {
  const sent = sentOperations(state.steps);
  const options = optionsOf(state);
  const words = reason.trim();
  return {
    ...sent,
    request: {
      runId,
      baseVersion: state.base.version,
      ...(words === '' ? {} : { reason: words }),
      cancelRunning: options.cancelRunning.filter((key) => indexOf(state.base).get(key)?.status === 'RUNNING'),
      rerunInvalidated: options.rerunInvalidated,
      operations: sent.operations,
      dryRun,
    },
  };
}

/** Something to apply: operations, or only to run again what is invalidated. */
export const isWorthSending = ({ operations, rerunInvalidated }: EditRequest): boolean => operations.length > 0 || rerunInvalidated;
