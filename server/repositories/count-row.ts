import type { TaskCounts } from '@/lib/contracts/run';

/** The counting columns of `run_heads`, named as the contract names them. */
export type CountRow = TaskCounts;

export function countsOf(row: CountRow): TaskCounts {
  const { total, pending, ready, running, waiting, succeeded, failed, skipped, cancelled } = row;
  return { total, pending, ready, running, waiting, succeeded, failed, skipped, cancelled };
}
