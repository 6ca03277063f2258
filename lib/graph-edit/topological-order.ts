import type { EditableTask } from '@/lib/contracts/edit';

/** The edges of a graph, in both directions. */
export interface Edges {
  tasks: ReadonlyMap<string, Pick<EditableTask, 'dependsOn'>>;
  dependents(key: string): readonly string[];
}

/**
 * Keeps an order in which every task stands behind what it waits for, so that most new edges need no search for a cycle
 * (Pearce and Kelly, "A dynamic topological sort algorithm for directed acyclic graphs", 2006).
 */
export class TopologicalOrder {
  readonly #edges: Edges;
  #places: Map<string, number> | null = null;
  #last = 0;

  constructor(edges: Edges) {
    this.#edges = edges;
  }

  /** A task without edges. */
  append(key: string): void {
    this.#places?.set(key, ++this.#last);
  }

  /** Takes up the edge, which is not in the graph yet; answers with the cycle that it would close, from its start to its start. */
  admit(from: string, to: string): string[] | null {
    if (from === to) return [from, from];
    if (this.#isFree(from, to)) return null;
    const places = this.#sorted();
    const lowest = places.get(to) ?? 0;
    const highest = places.get(from) ?? 0;
    if (highest < lowest) return null;
    const cameFrom = new Map<string, string>();
    const below = this.#reach(to, (key) => this.#edges.dependents(key), { least: lowest, most: highest, cameFrom });
    if (below.has(from)) return cycleOf(from, to, cameFrom);
    const above = this.#reach(from, (key) => this.#edges.tasks.get(key)?.dependsOn ?? [], { least: lowest, most: highest });
    const byPlace = (keys: ReadonlySet<string>) => [...keys].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
    const inOrder = [...byPlace(above), ...byPlace(below)];
    const free = inOrder.map((key) => places.get(key) ?? 0).sort((a, b) => a - b);
    inOrder.forEach((key, index) => {
      places.set(key, free[index] ?? 0);
    });
    return null;
  }

  /** Takes up an edge that cannot close a cycle; where it runs against the order, that is made anew once it is asked for. */
  trust(from: string, to: string): void {
    if (this.#places && (this.#places.get(from) ?? 0) > (this.#places.get(to) ?? 0)) this.#places = null;
  }

  /** Whether `key` comes before `of`, over any number of edges. */
  isAbove(key: string, of: string): boolean {
    const dependsOn = (at: string) => this.#edges.tasks.get(at)?.dependsOn ?? [];
    if (key === of || dependsOn(of).includes(key)) return key !== of;
    const least = this.#places?.get(key) ?? 0;
    return this.#reach(of, dependsOn, { least, most: Number.POSITIVE_INFINITY, until: key }).has(key);
  }

  /** No cycle can come of it, and nothing has been sorted yet: most edits draw no other edges. */
  #isFree(from: string, to: string): boolean {
    if (this.#places) return false;
    return this.#edges.dependents(to).length === 0 || this.#edges.tasks.get(from)?.dependsOn.length === 0;
  }

  #reach(
    start: string,
    step: (key: string) => readonly string[],
    { least, most, cameFrom, until }: { least: number; most: number; cameFrom?: Map<string, string>; until?: string },
  ): Set<string> {
    const found = new Set([start]);
    const open = [start];
    // Nearest first: what is looked for is seldom far.
    for (const key of open) {
      if (until !== undefined && found.has(until)) break;
      for (const one of step(key)) {
        const place = this.#places?.get(one) ?? 0;
        if (place < least || place > most || found.has(one)) continue;
        found.add(one);
        cameFrom?.set(one, key);
        open.push(one);
      }
    }
    return found;
  }

  #sorted(): Map<string, number> {
    if (this.#places) return this.#places;
    const { tasks } = this.#edges;
    const places = new Map<string, number>();
    this.#last = 0;
    const left = new Map<string, number>();
    const open: string[] = [];
    for (const [key, { dependsOn }] of tasks) {
      left.set(key, dependsOn.length);
      if (dependsOn.length === 0) open.push(key);
    }
    for (let key = open.pop(); key !== undefined; key = open.pop()) {
      places.set(key, ++this.#last);
      for (const next of this.#edges.dependents(key)) {
        const count = (left.get(next) ?? 0) - 1;
        left.set(next, count);
        if (count === 0) open.push(next);
      }
    }
    this.#places = places;
    return places;
  }
}

/** `cameFrom` leads from `from` back to `to`. */
function cycleOf(from: string, to: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const back = [from];
  for (let key: string | undefined = from; key !== undefined && key !== to; ) {
    key = cameFrom.get(key);
    if (key !== undefined) back.push(key);
  }
  return [from, ...back.reverse()];
}
