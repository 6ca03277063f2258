import type { TaskKind } from '@/lib/contracts/task';

/** What a task is, as far as it matters whose work comes through it. */
export interface WorkSource {
  kind: TaskKind;
  dependsOn: readonly number[];
}

/**
 * The tasks whose work reaches one that depends on `nodes`: gates and branches write nothing, so that what they depend on comes through
 * them. In the order of the dependencies, each once. `through` says what is passed.
 */
export function worksBehind(
  nodes: readonly number[],
  tasks: ReadonlyMap<number, WorkSource>,
  through: readonly TaskKind[] = ['gate', 'branch'],
): number[] {
  const works = new Set<number>();
  const seen = new Set<number>();
  const visit = (node: number): void => {
    if (seen.has(node)) return;
    seen.add(node);
    const task = tasks.get(node);
    if (task && through.includes(task.kind)) task.dependsOn.forEach(visit);
    else works.add(node);
  };
  nodes.forEach(visit);
  return [...works];
}
