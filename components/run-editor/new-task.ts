import type { EditableGraph, EditableTask } from '@/lib/contracts/edit';
import type { Role } from '@/lib/contracts/task';
import { indexOf } from './edit-state';

/** What a new task says until somebody has written its prompt. */
export const UNWRITTEN_PROMPT = 'Say here what this task is to do.';

/** True while nobody has said what a new task is to do. */
export const isUnwritten = (task: Pick<EditableTask, 'kind' | 'prompt'>): boolean =>
  task.kind === 'agent' && task.prompt === UNWRITTEN_PROMPT;

/** A key that no task of the graph has: "review", "review_2". */
export function freeKey(graph: EditableGraph, wanted: string, taken: ReadonlySet<string> = new Set()): string {
  const known = indexOf(graph);
  const base = wanted.slice(0, 72);
  for (let number = 1; ; number++) {
    const key = number === 1 ? base : `${base}_${number}`;
    if (!known.has(key) && !taken.has(key)) return key;
  }
}

/** The role of those before a new task, where an agent has it. */
export function likelyRole(graph: EditableGraph, after: readonly string[]): Role {
  const tasks = indexOf(graph);
  const known = after.flatMap((key) => tasks.get(key) ?? []).find((task) => task.kind === 'agent' && task.role !== 'planner');
  // Roles in a graph are roles of the contract.
  return (known?.role as Role | undefined) ?? 'tech_lead';
}
