import { labelOfModel, OTHER } from '@/server/core/metrics/labels';
import type { Tx } from '@/server/infra/db/tx';
import { addCallCells, addTaskCells, type CallCell, readModelLabels, type TaskCell } from '@/server/repositories/stats-repository';
import type { MetricsDeps } from './deps';

/** Adds counted cells to the buckets and, under their labels, to the totals. The watermark must be locked: labels are given one by one. */
export async function addCells(
  tx: Tx,
  deps: MetricsDeps,
  cells: { tasks: readonly TaskCell[]; calls: readonly CallCell[] },
): Promise<void> {
  const labelOfRole = (role: string) => (deps.roles.includes(role) ? role : OTHER);
  await addTaskCells(
    tx,
    cells.tasks.map((cell) => ({ ...cell, label: labelOfRole(cell.role) })),
  );
  if (cells.calls.length === 0) return;
  const labels = await readModelLabels(tx);
  await addCallCells(
    tx,
    cells.calls.map((cell) => ({
      ...cell,
      roleLabel: labelOfRole(cell.role),
      modelLabel: labelOfModel(cell.model, labels, deps.models),
    })),
  );
}
