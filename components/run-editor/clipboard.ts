import type { EditOperation } from '@/lib/contracts/edit';
import type { TaskDraft } from '@/lib/contracts/task';
import { plural } from '@/lib/format/count';
import { copySubgraph, type Pasted, pasteSubgraph } from '@/lib/graph-edit/subgraph';
import { SIZES } from '@/lib/graph-layout/layout-graph';
import type { EditState, Point, StageInput } from './edit-state';

/** What the clipboard holds: tasks with the edges between them, and how they stood to each other. */
export interface CopiedTasks {
  signalbox: 'subgraph';
  tasks: TaskDraft[];
  places: Record<string, Point>;
}

/** Text for the clipboard; null where nothing that can be copied is selected. */
export function copyText({ draft }: EditState, keys: Iterable<string>, placed: ReadonlyMap<string, Point>): string | null {
  const { drafts } = copySubgraph(draft, keys);
  if (drafts.length === 0) return null;
  const places: Record<string, Point> = {};
  for (const { key } of drafts) {
    const point = placed.get(key);
    if (point) places[key] = { x: point.x, y: point.y };
  }
  const copied: CopiedTasks = { signalbox: 'subgraph', tasks: drafts, places };
  return JSON.stringify(copied, null, 2);
}

/** Tasks from the clipboard as one step, with keys that are free here. */
export function paste(state: EditState, { tasks, places }: CopiedTasks, placed: ReadonlyMap<string, Point>): StageInput {
  return stepOf(pasteSubgraph(state.draft, { drafts: tasks }), new Map(Object.entries(places)), placed, 'pasted');
}

/** Copies beside the originals, which wait for the same tasks; null where nothing can be copied. */
export function duplicate(state: EditState, keys: Iterable<string>, placed: ReadonlyMap<string, Point>): StageInput | null {
  const copied = copySubgraph(state.draft, keys);
  return copied.drafts.length === 0 ? null : stepOf(pasteSubgraph(state.draft, copied, { outer: true }), placed, placed, 'duplicated');
}

/** Copies keep how they stood to each other, and stand below whatever is in their way. */
function stepOf(
  { operations, keyOf }: Pasted,
  points: ReadonlyMap<string, Point>,
  placed: ReadonlyMap<string, Point>,
  verb: string,
): StageInput {
  const copies = [...keyOf].flatMap(([old, key]) => {
    const point = points.get(old);
    return point ? [{ key, ...point }] : [];
  });
  const left = Math.min(...copies.map(({ x }) => x)) - SIZES.nodeWidth;
  const right = Math.max(...copies.map(({ x }) => x)) + SIZES.nodeWidth;
  const above = [...placed.values()].filter(({ x }) => x > left && x < right).map(({ y }) => y + SIZES.nodeHeight + SIZES.rowGap);
  const by = Math.max(0, ...above) - Math.min(...copies.map(({ y }) => y));
  const place = new Map(copies.map(({ key, x, y }) => [key, { x: Math.round(x), y: Math.round(y + by) }]));
  // Drafts are complete, and so are the operations made of them.
  return { operations: operations as EditOperation[], words: `${plural(keyOf.size, 'task')} ${verb}`, place, select: [...keyOf.values()] };
}
