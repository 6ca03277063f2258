import type { EditableTask } from '@/lib/contracts/edit';
import type { Above } from './in-order';

/**
 * In which of the ways that the branches may still take each task runs, as a set of bits: one a world. Every undecided branch goes each
 * way in half of the worlds, and any two of up to 31 branches go together in a quarter (masks of parity). So a way counts by half, a
 * way within a way by a quarter, and the join of both ways whole.
 */
export interface Worlds {
  count: number;
  /** By place. */
  masks: Int32Array;
}

type WorldTask = Pick<EditableTask, 'key' | 'branch' | 'chosen' | 'status' | 'resolved'>;

const WORLDS = 32;

/** Tasks are in the order of `above`. */
export function possibleWorlds(tasks: readonly WorldTask[], above: Above): Worlds {
  const branches = tasks.flatMap((task, at) => (task.branch === null ? [] : [{ at, task }]));
  const undecided = branches.filter(({ task }) => task.chosen === null && !hasEnded(task));
  const count = undecided.length === 0 ? 1 : Math.min(WORLDS, 2 ** undecided.length);
  const all = count === WORLDS ? -1 : 2 ** count - 1;
  const choice = new Map(undecided.map(({ at }, index) => [at, parityMask(order(index), count)]));
  const ways = new Map(branches.map(({ at, task }) => [at, waysOf(task, choice.get(at), all)]));
  const masks = new Int32Array(tasks.length);
  for (const [at, task] of tasks.entries()) {
    const dependencies = above.edges.subarray(above.first[at], above.first[at + 1]);
    masks[at] = maskOf(task, dependencies, masks, ways, all);
  }
  return { count, masks };
}

interface Ways {
  ifTrue: ReadonlySet<string>;
  ifFalse: ReadonlySet<string>;
  /** Worlds in which it opens the first way, and the second. */
  opens: number;
  closes: number;
}

function waysOf({ branch, chosen }: WorldTask, mask: number | undefined, all: number): Ways {
  // Set aside by a person: no way was chosen, so both are open.
  const opens = mask ?? (chosen === false ? 0 : all);
  const closes = mask === undefined ? (chosen === true ? 0 : all) : all & ~mask;
  return { ifTrue: new Set(branch?.ifTrue), ifFalse: new Set(branch?.ifFalse), opens, closes };
}

/** As `edgeVerdict` (core/graph) has it, in all worlds at once. What failed counts as if it were replayed. */
function maskOf(task: WorldTask, above: Int32Array, masks: Int32Array, ways: ReadonlyMap<number, Ways>, all: number): number {
  if (task.status === 'SKIPPED') return task.resolved ? all : 0;
  if ((task.status !== 'PENDING' && task.status !== 'READY') || above.length === 0) return all;
  let [plain, chosen, isWay] = [0, 0, false];
  for (const dependency of above) {
    const source = masks[dependency] ?? all;
    const from = ways.get(dependency);
    const onTrue = from?.ifTrue.has(task.key) ?? false;
    const onFalse = from?.ifFalse.has(task.key) ?? false;
    if (!from || !(onTrue || onFalse)) {
      plain |= source;
      continue;
    }
    isWay = true;
    chosen |= source & ((onTrue ? from.opens : 0) | (onFalse ? from.closes : 0));
  }
  return isWay ? chosen : plain;
}

export const shareOf = (mask: number, worlds: number): number => bitsIn(mask) / worlds;

const hasEnded = ({ status }: WorldTask): boolean => status === 'SUCCEEDED' || status === 'SKIPPED' || status === 'CANCELLED';

/** Single bits first: these are independent of each other altogether. */
const ORDER = [1, 2, 4, 8, 16, ...Array.from({ length: 31 }, (_, index) => index + 1).filter((n) => bitsIn(n) > 1)];
const order = (index: number): number => ORDER[index % ORDER.length] ?? 1;

function parityMask(which: number, count: number): number {
  let mask = 0;
  for (let world = 0; world < count; world += 1) if (bitsIn(world & which) % 2 === 1) mask |= 1 << world;
  return mask;
}

function bitsIn(value: number): number {
  let [left, bits] = [value >>> 0, 0];
  for (; left !== 0; left = (left & (left - 1)) >>> 0) bits += 1;
  return bits;
}
