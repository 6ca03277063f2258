import type { EditableGraph, EditDiff, EditForecast } from '@/lib/contracts/edit';
import { formatMoney } from '@/lib/format/money';
import { rankNodes } from '@/lib/graph-layout/rank-nodes';

/** Tasks on the longest path. */
export function longestPath(graph: EditableGraph): number {
  return graph.tasks.length === 0 ? 0 : Math.max(...rankNodes(graph.tasks).ranks.slice(0, 100_000)) + 1;
}

/** "+$0.42", "−$0.10", "no more". */
export function costDelta({ before, after }: EditForecast): string {
  const delta = after.costUsd - before.costUsd;
  if (Math.abs(delta) < 0.000_05) return 'the same';
  return `${delta > 0 ? '+' : ''}${formatMoney(delta)}`;
}

/** "+3 min", "−40 s", "the same". */
export function timeDelta({ before, after }: EditForecast): string {
  const seconds = after.seconds - before.seconds;
  const size = Math.abs(seconds);
  if (size < 1) return 'the same';
  const sign = seconds > 0 ? '+' : '−';
  if (size < 90) return `${sign}${Math.round(size)} s`;
  if (size < 90 * 60) return `${sign}${Math.round(size / 60)} min`;
  return `${sign}${(size / 3600).toFixed(1)} h`;
}

/** What the forecast rests on. */
export function basisWords({ measured, assumed }: EditForecast): string {
  if (measured + assumed === 0) return 'nothing left to run';
  if (assumed === 0) return 'from like tasks here';
  return measured === 0 ? 'an assumption: no like tasks yet' : `${measured} of ${measured + assumed} from like tasks`;
}

export const edgeCount = (diff: EditDiff): number => diff.edges.added.length + diff.edges.removed.length;
