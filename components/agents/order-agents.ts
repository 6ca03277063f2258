/** A role under the one that reviews it. */
interface Supervised {
  role: string;
  supervisor: string | null;
}

/** Each role below its supervisor, in the given order: depth 0 is at the top. A circle is cut where it is met first. */
export function orderAgents<A extends Supervised>(agents: readonly A[]): { agent: A; depth: number }[] {
  const rows: { agent: A; depth: number }[] = [];
  const placed = new Set<string>();
  const place = (agent: A, depth: number) => {
    if (placed.has(agent.role)) return;
    placed.add(agent.role);
    rows.push({ agent, depth });
    for (const other of agents) if (other.supervisor === agent.role) place(other, depth + 1);
  };
  for (const agent of agents) if (agent.supervisor === null) place(agent, 0);
  for (const agent of agents) place(agent, 0);
  return rows;
}
