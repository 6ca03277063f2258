import { fromMicroUsd, toMicroUsd } from '@/lib/contracts/common';
import type { EditForecast, EditView, Since } from '@/lib/contracts/edit';
import type { StoredEdit } from '@/server/repositories/graph-edit-repository';

export function viewOf(edit: StoredEdit, undoBlocked: string | null): EditView {
  const { version, baseVersion, seq, actor, reason, operations, diff, outcome, checkpointId, undoOf, undoneBy } = edit;
  return {
    ...{ version, baseVersion, seq, at: edit.createdAt.toISOString(), actor, reason, operations, diff },
    ...{ invalidated: outcome.invalidated, forecastDeltaUsd: deltaOf(outcome.forecast), checkpointId, undoOf, undoneBy, undoBlocked },
  };
}

export const sinceOf = (edits: readonly StoredEdit[]): Since =>
  edits.map(({ version, createdAt, actor, reason, operations, diff }) => ({
    ...{ version, at: createdAt.toISOString(), actor, reason, operations, diff },
  }));

export const deltaOf = ({ before, after }: EditForecast): number => fromMicroUsd(toMicroUsd(after.costUsd) - toMicroUsd(before.costUsd));
