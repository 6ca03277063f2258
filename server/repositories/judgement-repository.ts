import type { EventData, Judgement } from '@/lib/contracts/event';
import type { JudgementView } from '@/lib/contracts/task';
import type { Tx } from '@/server/infra/db/tx';

/** A gate that never comes to an end is shown with its last words. */
const MAX_SHOWN = 20;

interface Row {
  seq: number;
  at: Date;
  type: 'task.sent_back' | 'task.succeeded' | 'task.waiting' | 'task.failed';
  data: Partial<EventData['task.sent_back']>;
  gate: string;
  authors: string[];
}

// A rewind takes back what was said between the two.
const SAID = `
SELECT e.seq, e.at, e.type, e.data, g.key AS gate,
  ARRAY(SELECT k.key FROM jsonb_array_elements(e.data -> 'authors') a JOIN task_specs k ON k.run_id = $1 AND k.node = (a ->> 'node')::int ORDER BY k.node) AS authors
FROM run_events e JOIN task_specs g ON g.run_id = $1 AND g.node = e.node
WHERE e.run_id = $1 AND e.data ? 'judgement' AND CASE WHEN $3::boolean
    THEN e.type = 'task.sent_back' AND e.data -> 'authors' @> jsonb_build_array(jsonb_build_object('node', $2::int))
    ELSE e.node = $2::int AND e.type IN ('task.sent_back', 'task.succeeded', 'task.waiting', 'task.failed') END
  AND NOT EXISTS (SELECT FROM run_events w WHERE w.run_id = $1 AND w.type = 'run.rewound' AND w.seq > e.seq AND (w.data ->> 'toSeq')::bigint < e.seq)
ORDER BY e.seq DESC LIMIT ${MAX_SHOWN}`;

function outcomeOf({ type, authors }: Row): JudgementView['outcome'] {
  switch (type) {
    case 'task.succeeded':
      return 'settled';
    case 'task.waiting':
      return 'asked';
    case 'task.failed':
      return 'refused';
    default:
      return authors.length > 0 ? 'sent_back' : 'too_late';
  }
}

const toView = (row: Row, judgement: Judgement): JudgementView => ({
  ...{ seq: row.seq, at: row.at.toISOString(), gate: row.gate, outcome: outcomeOf(row), round: row.data.round ?? null },
  ...judgement,
  authors: row.authors,
});

async function read(tx: Tx, runId: string, node: number, asAuthor: boolean): Promise<JudgementView[]> {
  const rows = await tx.query<Row & Record<string, unknown>>({ name: 'judgements', text: SAID, values: [runId, node, asAuthor] });
  return rows.flatMap((row) => (row.data.judgement ? [toView(row, row.data.judgement)] : []));
}

/** What a gate or branch has come to, newest first. */
export const readJudgements = (tx: Tx, runId: string, node: number): Promise<JudgementView[]> => read(tx, runId, node, false);

/** What gates have sent back to a task, newest first. */
export const readSentBack = (tx: Tx, runId: string, node: number): Promise<JudgementView[]> => read(tx, runId, node, true);
