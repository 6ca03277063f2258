import type { EventGroup, EventView, ListEvents } from '@/lib/contracts/event';
import type { Tx } from '@/server/infra/db/tx';
import { lookUpIfAny } from './look-up';

interface EventRow {
  seq: number;
  type: string;
  at: Date;
  actor: string;
  task_key: string | null;
  data: Record<string, unknown>;
}

const IN_GROUP: Record<EventGroup, string> = {
  run: `e.type LIKE 'run.%'`,
  task: `e.type LIKE 'task.%' AND e.type <> 'task.turn'`,
  turn: `e.type = 'task.turn'`,
  artifact: `e.type LIKE 'artifact.%'`,
  problem: `(e.type IN ('task.failed', 'task.retry_scheduled', 'run.failed') OR (e.type = 'task.released' AND e.data->>'reason' = 'worker_lost'))`,
};

/** Text that means itself in LIKE. */
const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

// Tasks that a rewind removed are told by the name they had: asked for only where the run has no such task now.
const KEY = 'coalesce(s.key, h.key)';
const FORMER = `LEFT JOIN LATERAL (
        SELECT f.spec ->> 'key' AS key FROM task_spec_history f
        WHERE s.key IS NULL AND f.run_id = e.run_id AND f.node = e.node AND f.until_seq >= e.seq ORDER BY f.until_seq LIMIT 1
      ) h ON true`;

/** Events of a run behind `after` (and before `before`, the newest of those), oldest first, at most `limit`. */
export async function readEvents(tx: Tx, input: ListEvents): Promise<EventView[]> {
  const { runId, after, before, limit, group, taskKey, actor } = input;
  const words = (input.q ?? '')
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => `%${literal(word)}%`);
  const isNarrowed = group !== undefined || taskKey !== undefined || actor !== undefined || words.length > 0;
  const rows = await tx.query<EventRow>({
    // Each way of narrowing has a plan of its own; the log as it is read all the time has one name.
    ...(isNarrowed ? {} : { name: before === undefined ? 'read_events' : 'read_events_before' }),
    text: `SELECT e.seq, e.type, e.at, e.actor, ${KEY} AS task_key, e.data FROM run_events e
      ${lookUpIfAny('task_specs', 's', 'e')}
      ${FORMER}
      WHERE e.run_id = $1 AND e.seq > $2 AND ($4::bigint IS NULL OR e.seq < $4) ${group === undefined ? '' : `AND ${IN_GROUP[group]}`}
        ${
          isNarrowed
            ? `AND ($5::text IS NULL OR ${KEY} = $5) AND ($6::text IS NULL OR e.actor = $6 OR e.actor LIKE $7)
        AND (e.type || ' ' || e.actor || ' ' || coalesce(${KEY}, '') || ' ' || e.data::text) ILIKE ALL ($8::text[])`
            : ''
        } ORDER BY e.seq ${before === undefined ? '' : 'DESC'} LIMIT $3`,
    values: [
      runId,
      after,
      limit,
      before ?? null,
      ...(isNarrowed ? [taskKey ?? null, actor ?? null, actor === undefined ? null : `${literal(actor)}:%`, words] : []),
    ],
  });
  const events = rows.map(toEvent);
  return before === undefined ? events : events.reverse();
}

function toEvent(row: EventRow): EventView {
  return {
    seq: row.seq,
    type: row.type,
    at: row.at.toISOString(),
    actor: row.actor,
    ...(row.task_key ? { taskKey: row.task_key } : {}),
    data: row.data,
  };
}
