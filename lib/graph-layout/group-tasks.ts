import { rankNodes } from './rank-nodes';

interface GroupedTask {
  key: string;
  dependsOn: readonly string[];
  phase?: string | null;
}

/** Some tasks that can be drawn as one box. Its id is no task's key: it starts with a colon. */
export interface TaskGroup {
  id: string;
  name: string;
  keys: string[];
}

/** What is drawn: a task, or a closed group in the place of its tasks. */
export interface GraphBox {
  /** A task's key or a group's id. */
  key: string;
  dependsOn: string[];
}

export const isGroupId = (id: string): boolean => id.startsWith(':');

/** Where tasks have no phases they are grouped by steps into about this many groups. */
const BANDS = 24;

/** The groups of a run in the order in which they begin: its phases, or bands of steps where it has none. A group holds two tasks at least. */
export function groupsOf(tasks: readonly GroupedTask[]): TaskGroup[] {
  const { ranks } = rankNodes(tasks);
  const hasPhases = tasks.some((task) => task.phase);
  const steps = Math.max(0, ...ranks) + 1;
  const band = Math.ceil(steps / BANDS);
  const byName = new Map<string, TaskGroup & { rank: number }>();
  tasks.forEach((task, index) => {
    const rank = ranks[index] ?? 0;
    const name = hasPhases ? (task.phase ?? null) : bandName(rank, band, steps);
    if (name === null) return;
    const group = byName.get(name);
    if (!group) byName.set(name, { id: `:${name}`, name, keys: [task.key], rank });
    else {
      group.keys.push(task.key);
      group.rank = Math.min(group.rank, rank);
    }
  });
  return [...byName.values()]
    .filter((group) => group.keys.length > 1)
    .sort((a, b) => a.rank - b.rank)
    .map(({ rank: _rank, ...group }) => group);
}

function bandName(rank: number, band: number, steps: number): string {
  const first = Math.floor(rank / band) * band;
  const last = Math.min(first + band, steps) - 1;
  return first === last ? `Step ${first + 1}` : `Steps ${first + 1}–${last + 1}`;
}

/** The graph with closed groups as one box each. Edges between the same two boxes are one; those that would lead back are left out. */
export function boxesOf(tasks: readonly GroupedTask[], closed: readonly TaskGroup[]): GraphBox[] {
  if (closed.length === 0)
    return tasks.map(({ key, dependsOn }) => ({ key, dependsOn: [...new Set(dependsOn.filter((from) => from !== key))] }));
  const boxOf = new Map(closed.flatMap((group) => group.keys.map((key) => [key, group.id] as const)));
  const idOf = (key: string) => boxOf.get(key) ?? key;
  const boxes = new Map<string, Set<string>>();
  for (const task of tasks) {
    const id = idOf(task.key);
    const dependsOn = boxes.get(id) ?? new Set();
    boxes.set(id, dependsOn);
    for (const key of task.dependsOn) if (idOf(key) !== id) dependsOn.add(idOf(key));
  }
  // Only groups can wait for each other.
  dropCycles(boxes);
  return [...boxes].map(([key, dependsOn]) => ({ key, dependsOn: [...dependsOn] }));
}

/** Takes away each edge that closes a cycle, found by a walk from every box. */
function dropCycles(boxes: ReadonlyMap<string, Set<string>>): void {
  const state = new Map<string, 'open' | 'done'>();
  for (const start of boxes.keys()) {
    if (state.has(start)) continue;
    state.set(start, 'open');
    const walk = [{ key: start, rest: [...(boxes.get(start) ?? [])] }];
    for (let here = walk.at(-1); here; here = walk.at(-1)) {
      const next = here.rest.pop();
      if (next === undefined) {
        state.set(here.key, 'done');
        walk.pop();
      } else if (state.get(next) === 'open') boxes.get(here.key)?.delete(next);
      else if (!state.has(next)) {
        state.set(next, 'open');
        walk.push({ key: next, rest: [...(boxes.get(next) ?? [])] });
      }
    }
  }
}
