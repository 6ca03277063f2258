import type { Row } from './timeline-model';

export interface PhaseLane {
  kind: 'phase';
  name: string;
  rows: readonly Row[];
  closed: boolean;
}

export type Lane = PhaseLane | { kind: 'task'; row: Row };

/** Rows under their phases, in the order in which these begin. Tasks without a phase come as they are; one phase alone needs no heading. */
export function lanesOf(rows: readonly Row[], closed: ReadonlySet<string>): Lane[] {
  const byPhase = new Map<string | null, Row[]>();
  for (const row of rows) {
    const list = byPhase.get(row.phase);
    if (list) list.push(row);
    else byPhase.set(row.phase, [row]);
  }
  if (byPhase.size === 1) return rows.map((row) => ({ kind: 'task', row }));
  return [...byPhase].flatMap(([name, list]): Lane[] => {
    const tasks = list.map((row): Lane => ({ kind: 'task', row }));
    if (name === null) return tasks;
    const isClosed = closed.has(name);
    return [{ kind: 'phase', name, rows: list, closed: isClosed }, ...(isClosed ? [] : tasks)];
  });
}
