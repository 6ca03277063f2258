/** A task as it is asked for; `ways` of a branch: the tasks that it opens where it says yes, and where it says no. */
export interface ModelSpec {
  deps: readonly number[];
  ways?: { yes: readonly number[]; no: readonly number[] } | null;
  gate?: boolean;
}

/**
 * A graph with some tasks that judge. `pick(node, 0)` says what a task is (3: a branch, 2: a gate), `pick(node, 1…)` on which way of it each
 * of those that wait for it is (0 yes, 1 no, else neither).
 */
export function specsOf(dependencies: readonly (readonly number[])[], pick: (node: number, of: number) => number): ModelSpec[] {
  return dependencies.map((deps, node) => {
    const kind = pick(node, 0);
    if (kind < 2) return { deps };
    if (kind === 2) return { deps, gate: true };
    const dependents = dependencies.flatMap((others, other) => (others.includes(node) ? [other] : []));
    const picked = dependents.map((_, at) => pick(node, 1 + (at % 6)));
    const on = (way: number) => dependents.filter((_, at) => picked[at] === way);
    return { deps, ways: { yes: on(0), no: on(1) } };
  });
}
