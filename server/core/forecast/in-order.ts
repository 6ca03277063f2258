import type { EditableTask } from '@/lib/contracts/edit';

/** What each task waits for, by place: `edges` from `first[at]` up to `first[at + 1]`. Flat, since all of it is walked once a world. */
export interface Above {
  first: Int32Array;
  edges: Int32Array;
}

/** Whatever a task waits for stands before it. What a cycle holds is left out: no such graph is applied. Plain loops: it is asked often. */
export function inOrder(given: readonly EditableTask[]): { tasks: EditableTask[]; above: Above } {
  const { first, edges } = edgesOf(given);
  const order = orderOf(first, edges);
  const newPlace = new Int32Array(given.length);
  const tasks: EditableTask[] = [];
  for (const [at, index] of order.entries()) {
    newPlace[index] = at;
    const task = given[index];
    if (task) tasks.push(task);
  }
  const above: Above = { first: new Int32Array(order.length + 1), edges: new Int32Array(edges.length) };
  let count = 0;
  for (const [at, index] of order.entries()) {
    const end = first[index + 1] ?? 0;
    for (let edge = first[index] ?? 0; edge < end; edge += 1) above.edges[count++] = newPlace[edges[edge] ?? 0] ?? 0;
    above.first[at + 1] = count;
  }
  return { tasks, above };
}

function edgesOf(given: readonly EditableTask[]): { first: Int32Array; edges: number[] } {
  const placeOf = new Map<string, number>();
  for (const [index, { key }] of given.entries()) placeOf.set(key, index);
  const first = new Int32Array(given.length + 1);
  const edges: number[] = [];
  for (const [index, { dependsOn }] of given.entries()) {
    for (const key of dependsOn) {
      const place = placeOf.get(key);
      if (place !== undefined) edges.push(place);
    }
    first[index + 1] = edges.length;
  }
  return { first, edges };
}

function orderOf(first: Int32Array, edges: readonly number[]): number[] {
  const count = first.length - 1;
  const waiting = new Int32Array(count);
  // Dependents, flat as well: how many, where they begin, and then one after the other.
  const begin = new Int32Array(count + 1);
  for (const dependency of edges) begin[dependency + 1] = (begin[dependency + 1] ?? 0) + 1;
  for (let at = 0; at < count; at += 1) begin[at + 1] = (begin[at + 1] ?? 0) + (begin[at] ?? 0);
  const filled = begin.slice();
  const next = new Int32Array(edges.length);
  const order: number[] = [];
  for (let at = 0; at < count; at += 1) {
    const end = first[at + 1] ?? 0;
    waiting[at] = end - (first[at] ?? 0);
    if (waiting[at] === 0) order.push(at);
    for (let edge = first[at] ?? 0; edge < end; edge += 1) {
      const dependency = edges[edge] ?? 0;
      const place = filled[dependency] ?? 0;
      next[place] = at;
      filled[dependency] = place + 1;
    }
  }
  for (const index of order) {
    const end = begin[index + 1] ?? 0;
    for (let place = begin[index] ?? 0; place < end; place += 1) {
      const one = next[place] ?? 0;
      const left = (waiting[one] ?? 0) - 1;
      waiting[one] = left;
      if (left === 0) order.push(one);
    }
  }
  return order;
}
