import type { PlanTasks } from './edit-plan';

/** What every task has unless it says otherwise: left out, so that the text shows what was meant. */
const DEFAULTS: Record<string, unknown> = { kind: 'agent', maxAttempts: 3, priority: 0, sideEffects: 'none' };

export function planToJson(tasks: PlanTasks): string {
  const plain = tasks.map((task) =>
    Object.fromEntries(
      Object.entries(task).filter(
        ([name, value]) => value !== DEFAULTS[name] && !(name === 'dependsOn' && Array.isArray(value) && value.length === 0),
      ),
    ),
  );
  return JSON.stringify(plain, null, 2);
}
