import type { Found } from '@/lib/contracts/search';
import type { Tx } from '@/server/infra/db/tx';
import { lookUp } from './look-up';

/** Goals are cut: a palette shows a line. */
const SHOWN_GOAL_CHARACTERS = 200;

/** Tasks of these runs whose key or title holds the words, in the order of the runs. */
export async function findTasksOfRuns(tx: Tx, runIds: readonly string[], words: string, limit: number): Promise<Found['tasks']> {
  return tx.query<Found['tasks'][number]>({
    name: 'found_tasks',
    text: `SELECT s.run_id AS "runId", s.key, s.title, t.status, left(r.goal, ${SHOWN_GOAL_CHARACTERS}) AS goal
      FROM unnest($1::uuid[]) WITH ORDINALITY AS w(run_id, ord) JOIN task_specs s ON s.run_id = w.run_id
        ${lookUp('tasks', 't', 's')} JOIN runs r ON r.id = s.run_id
      WHERE s.key ILIKE $2 OR s.title ILIKE $2 ORDER BY w.ord, s.node LIMIT $3`,
    values: [runIds, `%${words.replace(/[\\%_]/g, '\\$&')}%`, limit],
  });
}
