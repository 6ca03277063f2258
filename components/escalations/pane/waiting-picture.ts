import { type Picture, type PictureNode, placePicture, WHOLE_UP_TO } from '@/components/graph-picture/picture-model';
import type { TaskView } from '@/lib/contracts/task';

type Node = Pick<TaskView, 'key' | 'title' | 'status' | 'kind' | 'dependsOn'>;

interface WaitingPicture {
  picture: Picture;
  /** Keys of those that have not begun and wait for it, directly or not. */
  waits: string[];
  /** Tasks that are there and not drawn. */
  hidden: number;
}

/** The graph around one task, with all that waits behind it. Without a task everything that has not begun waits. */
export function waitingPicture(tasks: readonly Node[], taskKey: string | null): WaitingPicture {
  const behind = taskKey === null ? null : behindOf(tasks, taskKey);
  const isWaiting = ({ key, status }: Node) => (status === 'PENDING' || status === 'READY') && (behind?.has(key) ?? true);
  const waits = new Set(tasks.filter(isWaiting).map(({ key }) => key));
  const nodes = tasks.map(
    ({ key, title, status, kind }): PictureNode => ({
      ...{ key, title, status, kind },
      mark: key === taskKey ? 'asks' : waits.has(key) && taskKey !== null ? 'waits' : null,
    }),
  );
  const keys = new Set(tasks.map(({ key }) => key));
  const edges = tasks.flatMap((task) =>
    task.dependsOn
      .filter((from) => keys.has(from))
      .map((from) => ({
        ...{ from, to: task.key },
        mark: waits.has(task.key) && (from === taskKey || (waits.has(from) && taskKey !== null)) ? ('waits' as const) : null,
      })),
  );
  if (nodes.length <= WHOLE_UP_TO) return { picture: placePicture(nodes, edges), waits: [...waits], hidden: 0 };
  // Of a wide graph: the task, and as much around it as fits.
  const near = taskKey === null ? new Set(nodes.slice(0, WHOLE_UP_TO).map(({ key }) => key)) : nearest(taskKey, edges, WHOLE_UP_TO);
  const drawn = nodes.filter(({ key }) => near.has(key));
  return {
    picture: placePicture(
      drawn,
      edges.filter(({ from, to }) => near.has(from) && near.has(to)),
    ),
    waits: [...waits],
    hidden: nodes.length - drawn.length,
  };
}

function behindOf(tasks: readonly Node[], taskKey: string): ReadonlySet<string> {
  const next = new Map<string, string[]>();
  for (const { key, dependsOn } of tasks) for (const from of dependsOn) add(next, from, key);
  const behind = new Set<string>();
  const queue = [taskKey];
  for (let at = 0; at < queue.length; at += 1) {
    for (const key of next.get(queue[at] ?? '') ?? []) {
      if (behind.has(key)) continue;
      behind.add(key);
      queue.push(key);
    }
  }
  return behind;
}

function add(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** What is fewest edges away, up to so many. */
function nearest(from: string, edges: readonly { from: string; to: string }[], most: number): ReadonlySet<string> {
  const beside = new Map<string, string[]>();
  for (const edge of edges) {
    add(beside, edge.from, edge.to);
    add(beside, edge.to, edge.from);
  }
  const found = new Set([from]);
  for (const key of found) {
    for (const other of beside.get(key) ?? []) {
      if (found.size >= most) return found;
      found.add(other);
    }
  }
  return found;
}
