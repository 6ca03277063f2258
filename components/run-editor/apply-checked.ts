import { checkCondition } from '@/lib/condition/parse-condition';
import { applyEdit } from '@/lib/graph-edit/apply-edit';
import type { ApplyEdit } from '@/lib/graph-edit/types';

/** As the server does, conditions included. */
export const applyChecked: ApplyEdit = (graph, operations, options) =>
  applyEdit(graph, operations, { ...options, checks: { condition: faultOf } });

function faultOf(condition: string): string | null {
  const checked = checkCondition(condition);
  return checked.ok ? null : checked.problem.message;
}
