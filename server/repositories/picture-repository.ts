import type { PictureTask } from '@/lib/contracts/edit';
import type { RunEvent } from '@/lib/contracts/event';
import { stateAt } from '@/server/core/state-at';
import type { Tx } from '@/server/infra/db/tx';
import { readFoldEvents } from './timeline-repository';

// How a task was called until (and with) a seq stands in its history; what holds now in its specification.
const CALLED_AT = `
SELECT DISTINCT ON (x.node) x.node, x.key, x.title, x.role, x.kind, x.phase FROM (
  SELECT h.node, h.until_seq, h.spec ->> 'key' AS key, h.spec ->> 'title' AS title, h.spec ->> 'role' AS role, h.spec ->> 'kind' AS kind, h.spec ->> 'phase' AS phase
    FROM task_spec_history h WHERE h.run_id = $1 AND h.until_seq >= $2
  UNION ALL SELECT s.node, 9223372036854775807, s.key, s.title, s.role, s.kind, s.phase FROM task_specs s WHERE s.run_id = $1
) x ORDER BY x.node, x.until_seq`;

type Called = Pick<PictureTask, 'key' | 'title' | 'role' | 'kind' | 'phase'> & { node: number };

/** The graph of a run as it stood before an event, and behind it. In a REPEATABLE READ transaction. */
export async function readPictures(tx: Tx, runId: string, seq: number): Promise<{ before: PictureTask[]; after: PictureTask[] }> {
  const events = await readFoldEvents(tx, runId, 0, seq);
  const picture = async (at: number): Promise<PictureTask[]> => {
    const called = await tx.query<Called>({ name: 'picture_called', text: CALLED_AT, values: [runId, at] });
    return pictureOf(events, at, new Map(called.map((row) => [row.node, row])));
  };
  return { before: await picture(seq - 1), after: await picture(seq) };
}

function pictureOf(events: readonly RunEvent[], seq: number, called: ReadonlyMap<number, Called>): PictureTask[] {
  const { tasks } = stateAt(events, seq);
  const keyOf = new Map([...tasks].flatMap(([node, { key, removed }]) => (removed ? [] : [[node, key] as const])));
  return [...tasks].flatMap(([node, { status, dependsOn }]): PictureTask[] => {
    const names = called.get(node);
    if (!names || !keyOf.has(node)) return [];
    const { key, title, role, kind, phase } = names;
    return [{ key, title, role, kind, phase, status, dependsOn: dependsOn.flatMap((dep) => keyOf.get(dep) ?? []) }];
  });
}
