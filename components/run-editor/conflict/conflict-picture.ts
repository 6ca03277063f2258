import {
  besideMarks,
  edgeId,
  type Mark,
  type Picture,
  type PictureEdge,
  type PictureNode,
  placePicture,
  WHOLE_UP_TO,
} from '@/components/graph-picture/picture-model';
import type { EditableGraph, EditableTask } from '@/lib/contracts/edit';
import { changedFields } from '@/lib/graph-edit/spec-fields';

interface Sides {
  /** What both began with. */
  base: EditableGraph;
  /** As others left it. */
  theirs: EditableGraph;
  /** As this edit would leave the base. */
  mine: EditableGraph;
  /** Tasks on which the two cannot both be had. */
  clashes: ReadonlySet<string>;
}

type Change = 'new' | 'removed' | 'changed' | null;

function changeOf(before: EditableTask | undefined, after: EditableTask | undefined): Change {
  if (!before) return after ? 'new' : null;
  if (!after) return 'removed';
  return changedFields(before, after).length > 0 ? 'changed' : null;
}

/** One picture of three graphs: what others did, what this edit does, and where the two clash, each with its word. */
export function conflictPicture({ base, theirs, mine, clashes }: Sides, whole: boolean): { picture: Picture; hidden: number } {
  const [was, their, own] = [base, theirs, mine].map((graph) => new Map(graph.tasks.map((task) => [task.key, task])));
  if (!was || !their || !own) throw new Error('Three graphs');
  const keys = [...new Set([...base.tasks, ...theirs.tasks, ...mine.tasks].map((task) => task.key))];
  const nodes = keys.flatMap((key): PictureNode[] => {
    const task = own.get(key) ?? their.get(key) ?? was.get(key);
    if (!task) return [];
    const theirChange = changeOf(was.get(key), their.get(key));
    const ownChange = changeOf(was.get(key), own.get(key));
    const { title, status, kind } = task;
    return [{ key, title, status, kind, ...nodeMark(theirChange, ownChange, clashes.has(key)) }];
  });
  const edges = edgesOf(was, their, own);
  const shown = whole || nodes.length <= WHOLE_UP_TO ? null : besideMarks(nodes, edges);
  const drawn = shown ? nodes.filter((node) => shown.has(node.key)) : nodes;
  return {
    picture: placePicture(drawn, shown ? edges.filter((edge) => shown.has(edge.from) && shown.has(edge.to)) : edges),
    hidden: nodes.length - drawn.length,
  };
}

function nodeMark(theirs: Change, mine: Change, clashes: boolean): { mark: Mark | null; tag?: string } {
  if (clashes) return { mark: 'clash', tag: theirs && mine && theirs !== mine ? `${theirs} / ${mine}` : 'clash' };
  if (theirs && mine) return { mark: 'theirs', tag: theirs === mine ? `both ${mine}` : `${theirs}, yours ${mine}` };
  if (theirs) return { mark: 'theirs', tag: `theirs ${theirs}` };
  if (mine) return { mark: 'mine', tag: `yours ${mine}` };
  return { mark: null };
}

type Tasks = ReadonlyMap<string, EditableTask>;

function edgesOf(was: Tasks, theirs: Tasks, mine: Tasks): PictureEdge[] {
  const ids = new Map<string, { from: string; to: string }>();
  const setOf = (tasks: Tasks) => {
    const set = new Set<string>();
    for (const task of tasks.values()) {
      for (const from of task.dependsOn) {
        set.add(edgeId(from, task.key));
        ids.set(edgeId(from, task.key), { from, to: task.key });
      }
    }
    return set;
  };
  const [old, their, own] = [setOf(was), setOf(theirs), setOf(mine)];
  return [...ids].map(([id, edge]) => {
    const theirChange = old.has(id) !== their.has(id);
    const ownChange = old.has(id) !== own.has(id);
    return { ...edge, mark: theirChange ? 'theirs' : ownChange ? 'mine' : null };
  });
}
