import type { PlanTasks } from './edit-plan';

/** An edit under way: the version it began at, and what was typed. */
export interface PlanEdit {
  version: number;
  tasks: PlanTasks;
}

const keyOf = (runId: string) => `signalbox.plan.${runId}`;

/** What this tab held before a reload; null: nothing. */
export function loadPlanEdit(runId: string): PlanEdit | null {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(keyOf(runId)) ?? 'null');
    // Only this module writes here; its tasks are checked like any that are typed.
    return typeof value === 'object' && value !== null && 'tasks' in value && Array.isArray(value.tasks) ? (value as PlanEdit) : null;
  } catch {
    return null;
  }
}

export function savePlanEdit(runId: string, edit: PlanEdit | null): void {
  try {
    if (edit) sessionStorage.setItem(keyOf(runId), JSON.stringify(edit));
    else sessionStorage.removeItem(keyOf(runId));
  } catch {
    // Without room in the storage the edit lives as long as the page.
  }
}
