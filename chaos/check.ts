import type { RunEvent } from '@/lib/contracts/event';
import type { Database, Tx } from '@/server/infra/db/tx';
import { type RunRows, readRunRows, runFaults } from '@/test/engine/run-faults';

export interface Findings {
  /** What does not hold; nothing may be here. */
  faults: string[];
  runs: Record<string, number>;
  tasks: number;
  events: number;
  turns: number;
  artifacts: number;
  attempts: Record<string, number>;
  /** Failures of attempts by code. */
  failures: Record<string, number>;
}

/** Reads the event log and the rows, and nothing else. `submitted`: how many runs there have to be. */
export async function checkAll(db: Database, submitted: number): Promise<Findings> {
  const faults: string[] = [];
  const runs = await db.query<{ run_id: string; status: string }>({ text: 'SELECT run_id, status FROM run_heads ORDER BY run_id' });
  if (runs.length !== submitted) faults.push(`${submitted} runs were submitted, ${runs.length} are there`);
  const counts = { tasks: 0, events: 0 };
  for (const { run_id: runId, status } of runs) {
    if (!['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(status)) faults.push(`run ${runId} has not ended: ${status}`);
    const rows = await readRunRows(db, runId);
    counts.tasks += rows.tasks.length;
    counts.events += rows.events.length;
    faults.push(...[...runFaults(rows), ...executionFaults(rows)].map((fault) => `run ${runId}: ${fault}`));
  }
  for (const [what, text] of Object.entries(NOTHING_OF)) {
    const found = await db.query<Record<string, unknown>>({ text });
    if (found.length > 0) faults.push(`${what}: ${found.length}, first ${JSON.stringify(found[0])}`);
  }
  faults.push(...(await orphanFaults(db)));
  const tally = async (text: string) => {
    const rows = await db.query<{ name: string; n: number }>({ text });
    return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
  };
  return {
    faults,
    ...counts,
    runs: await tally('SELECT status::text AS name, count(*)::int AS n FROM run_heads GROUP BY 1 ORDER BY 1'),
    turns: (await tally(`SELECT 'all' AS name, count(*)::int AS n FROM turns`)).all ?? 0,
    artifacts: (await tally(`SELECT 'all' AS name, count(*)::int AS n FROM artifacts`)).all ?? 0,
    attempts: await tally('SELECT outcome AS name, count(*)::int AS n FROM attempts GROUP BY 1 ORDER BY 1'),
    failures: await tally(
      `SELECT coalesce(failure ->> 'code', 'none') AS name, count(*)::int AS n FROM attempts WHERE outcome = 'failed' GROUP BY 1 ORDER BY 2 DESC`,
    ),
  };
}

const START = 'task.started';
/** What ends an execution. A cancel of the run ends all that are under way. */
const ENDS: readonly string[] = [
  'task.succeeded',
  'task.failed',
  'task.retry_scheduled',
  'task.released',
  'task.postponed',
  'task.waiting',
];

/**
 * By the events alone: a task is executed by one worker at a time, each under a higher epoch; only the one at work writes turns and
 * ends it; it succeeds once, and writes its artifact once in each conversation.
 */
export function executionFaults({ events }: Pick<RunRows, 'events'>): string[] {
  const faults: string[] = [];
  const tasks = new Map<
    number,
    { running: number | null; actor: string; last: number; succeeded: number; artifacts: number; conversations: Set<number> }
  >();
  let lastAt = '';
  for (const event of events) {
    const say = (what: string) => faults.push(`seq ${event.seq} (${event.type}, task ${event.node}): ${what}`);
    const at = new Date(event.at).toISOString();
    if (at < lastAt) say(`at ${at}, before ${lastAt}`);
    lastAt = at;
    if (event.type === 'run.cancelled') for (const task of tasks.values()) task.running = null;
    if (event.node === undefined || event.node === null) continue;
    const task = tasks.get(event.node) ?? {
      running: null,
      actor: '',
      last: 0,
      succeeded: 0,
      artifacts: 0,
      conversations: new Set<number>(),
    };
    tasks.set(event.node, task);
    if (event.type === START) {
      if (task.running !== null) say(`started under epoch ${event.data.epoch} while ${task.running} runs`);
      if (event.data.epoch <= task.last) say(`started under epoch ${event.data.epoch} after ${task.last}`);
      Object.assign(task, { running: event.data.epoch, last: event.data.epoch, actor: event.actor });
    } else if (event.type === 'artifact.written') {
      task.artifacts += 1;
      if (task.running === null) say('written by nobody who runs the task');
      if (event.actor !== task.actor) say(`written by ${event.actor}, while ${task.actor} runs the task`);
    } else if (event.type === 'task.turn' || ENDS.includes(event.type)) {
      const { epoch } = event.data as Extract<RunEvent, { type: 'task.turn' }>['data'];
      if (epoch !== task.running) say(`of epoch ${epoch}, while ${task.running} runs`);
      if (event.type === 'task.turn') task.conversations.add(event.data.conversation);
      else task.running = null;
      if (event.type === 'task.succeeded') task.succeeded += 1;
    }
  }
  for (const [node, task] of tasks) {
    if (task.succeeded > 1) faults.push(`task ${node} succeeded ${task.succeeded} times`);
    if (task.running !== null) faults.push(`task ${node} still runs under epoch ${task.running}`);
    if (task.artifacts > task.conversations.size) {
      faults.push(`task ${node} wrote ${task.artifacts} artifacts in ${task.conversations.size} conversations`);
    }
  }
  return faults;
}

/** Statements that must find nothing once every run has ended. */
const NOTHING_OF: Record<string, string> = {
  'tasks that still run': `SELECT run_id, node, worker_id FROM tasks WHERE status = 'RUNNING' OR worker_id IS NOT NULL`,
  'rows left in the queue': 'SELECT run_id, node FROM ready_tasks',
  'heads that count somebody at work': 'SELECT run_id FROM run_heads WHERE ready + running + waiting > 0',
  'tasks that succeeded twice': `SELECT run_id, node FROM attempts WHERE outcome = 'succeeded' GROUP BY 1, 2 HAVING count(*) > 1`,
  'successes without their attempt': `SELECT t.run_id, t.node FROM tasks t WHERE t.status = 'SUCCEEDED'
    AND NOT EXISTS (SELECT FROM attempts a WHERE a.run_id = t.run_id AND a.node = t.node AND a.epoch = t.epoch AND a.outcome = 'succeeded')`,
  'gaps in a conversation': `SELECT run_id, node, conversation FROM turns GROUP BY 1, 2, 3 HAVING max(turn) <> count(*)`,
  'turns without their event': `SELECT t.run_id, t.node, t.turn FROM turns t WHERE NOT EXISTS (SELECT FROM run_events e WHERE e.run_id = t.run_id AND e.node = t.node
    AND e.type = 'task.turn' AND (e.data ->> 'conversation')::int = t.conversation AND (e.data ->> 'turn')::int = t.turn)`,
  'artifacts without their event': `SELECT a.run_id, a.name FROM artifacts a WHERE a.node IS NOT NULL
    AND NOT EXISTS (SELECT FROM run_events e WHERE e.run_id = a.run_id AND e.type = 'artifact.written' AND e.data ->> 'artifactId' = a.id::text)`,
  'runs that spent otherwise than their turns and consults': `SELECT h.run_id FROM run_heads h LEFT JOIN turns t ON t.run_id = h.run_id
    GROUP BY h.run_id, h.spent_micro HAVING h.spent_micro <> coalesce(sum(t.cost_micro) FILTER (WHERE t.priced), 0) + coalesce((
      SELECT sum(round((e.data ->> 'costUsd')::numeric * 1000000)) FROM run_events e WHERE e.run_id = h.run_id AND e.type = 'escalation.consulted'), 0)`,
  'transactions left open': `SELECT pid, state, query FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%' AND state_change < clock_timestamp() - interval '5 seconds'`,
  'times that have not come yet': `SELECT run_id, seq, at FROM run_events WHERE at > clock_timestamp()`,
  'statements that wait for a lock': `SELECT pid, query FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
};

/** There are no foreign keys: rows of a run that is not there would stay for ever. */
async function orphanFaults(tx: Tx): Promise<string[]> {
  const tables = await tx.query<{ name: string }>({
    text: `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND a.attname = 'run_id' AND NOT c.relispartition
        AND c.relname NOT IN ('run_heads')`,
  });
  const faults: string[] = [];
  for (const { name } of tables) {
    const found = await tx.query({
      text: `SELECT run_id FROM ${name} x WHERE run_id IS NOT NULL AND NOT EXISTS (SELECT FROM run_heads h WHERE h.run_id = x.run_id) LIMIT 5`,
    });
    if (found.length > 0) faults.push(`${name} has rows of a run that is not there: ${JSON.stringify(found)}`);
  }
  const pairs = await tx.query({
    text: `SELECT coalesce(t.run_id, s.run_id) AS run_id FROM tasks t FULL JOIN task_specs s ON s.run_id = t.run_id AND s.node = t.node
      WHERE t.node IS NULL OR s.node IS NULL UNION SELECT r.id FROM runs r WHERE NOT EXISTS (SELECT FROM run_heads h WHERE h.run_id = r.id)`,
  });
  if (pairs.length > 0) faults.push(`tasks without their specification, or runs without their head: ${JSON.stringify(pairs.slice(0, 5))}`);
  return faults;
}
