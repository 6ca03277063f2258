import type { TaskStatus } from '@/lib/contracts/task';

/** Of an escalation: the task that it is about, those that it holds, and the seq at which it was opened. */
export interface Hold {
  node: number | null;
  nodes: readonly number[];
  seq: number;
}

interface HoldableTask {
  status: TaskStatus;
  resolved: boolean;
  dependsOn: readonly number[];
  held: boolean;
  removed: boolean;
}

export interface HoldableRun {
  tasks: ReadonlyMap<number, HoldableTask>;
  holds: Map<string, Hold>;
}

/** Opened: what it asks again holds no more, the new question does. */
export function openHold(
  run: HoldableRun,
  asked: { seq: number; node: number | null; escalationId: string; holds?: readonly number[]; retryOf?: string },
): void {
  const { seq, node, escalationId, holds, retryOf } = asked;
  if (!holds && !retryOf) return;
  const after = new Map(run.holds);
  if (retryOf) after.delete(retryOf);
  if (holds) after.set(escalationId, { node, nodes: holds, seq });
  setHolds(run, after);
}

export function liftHold(run: HoldableRun, escalationId: string): void {
  if (run.holds.has(escalationId)) setHolds(run, new Map([...run.holds].filter(([id]) => id !== escalationId)));
}

/** These began anew, were taken away or fell: questions about them are void. */
export function voidHolds(run: HoldableRun, nodes: readonly number[]): void {
  if (run.holds.size === 0) return;
  const gone = new Set(nodes);
  setHolds(run, new Map([...run.holds].filter(([, { node }]) => node === null || !gone.has(node))));
}

/**
 * From here on these hold; of tasks that are there no more, or fell, nobody holds anything. READY follows from the edges once more: who only stood in
 * the queue waits again.
 */
export function setHolds(run: HoldableRun, holds: ReadonlyMap<string, Hold>): void {
  run.holds = new Map();
  for (const [id, hold] of holds) {
    const nodes = hold.nodes.filter((node) => stands(run.tasks.get(node)));
    if (nodes.length > 0) run.holds.set(id, { ...hold, nodes });
  }
  const held = new Set([...run.holds.values()].flatMap(({ nodes }) => nodes));
  for (const [node, task] of run.tasks) {
    task.held = held.has(node);
    if (task.status === 'READY' && task.dependsOn.some((dep) => held.has(dep))) task.status = 'PENDING';
  }
}

function stands(task: HoldableTask | undefined): boolean {
  return task !== undefined && !task.removed && (task.status !== 'SKIPPED' || task.resolved);
}
