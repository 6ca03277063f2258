import { isDeepStrictEqual } from 'node:util';
import type { RunEvent } from '@/lib/contracts/event';
import { COUNT_OF } from '@/lib/contracts/run';
import type { TaskStatus } from '@/lib/contracts/task';
import { edgeVerdict } from '@/lib/graph/edges';
import { edgesInto } from '@/lib/graph/edges-into';
import { countEdges } from '@/server/core/graph/cascade';
import { stateAt } from '@/server/core/state-at';
import type { Tx } from '@/server/infra/db/tx';

interface TaskRow {
  node: number;
  status: TaskStatus;
  attempt: number;
  epoch: number;
  priority: number;
  worker_id: string | null;
  ready_at: Date | null;
  open_edges: number;
  taken_edges: number;
  next: number[];
  conversation: number;
  resolved: boolean;
  waiting_for: string | null;
  removed: boolean;
  invalidated: boolean;
  chosen: boolean | null;
  held: boolean;
}

interface TurnRow {
  node: number;
  conversation: number;
  turns: number;
}

interface AskedRow {
  node: number | null;
  epoch: number | null;
}

interface HoldRow {
  id: string;
  node: number;
}

/** A run's rows as one snapshot sees them. */
export interface RunRows {
  head: Record<string, unknown>;
  tasks: TaskRow[];
  queue: { node: number; rank: number }[];
  events: RunEvent[];
  /** How long each conversation is. */
  turns: TurnRow[];
  /** What tasks wrote and counts. */
  artifacts: string[];
  /** What nobody has decided about that a task waits for. */
  asked: AskedRow[];
  /** What is held back, and by which escalation. */
  holds: HoldRow[];
}

type Snapshots = { transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> };

export function readRunRows(db: Snapshots, runId: string): Promise<RunRows> {
  const values = [runId];
  return db.transaction(async (tx) => {
    await tx.query({ text: 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ' });
    const [head] = await tx.query<Record<string, unknown>>({ text: 'SELECT * FROM run_heads WHERE run_id = $1', values });
    const tasks = await tx.query<TaskRow & Record<string, unknown>>({
      text: 'SELECT * FROM tasks WHERE run_id = $1 ORDER BY node',
      values,
    });
    const queue = await tx.query<{ node: number; rank: number }>({ text: 'SELECT node, rank FROM ready_tasks WHERE run_id = $1', values });
    const events = await tx.query<Record<string, unknown>>({
      text: 'SELECT seq, type, at, actor, node, data FROM run_events WHERE run_id = $1 ORDER BY seq',
      values,
    });
    const turns = await tx.query<TurnRow & Record<string, unknown>>({
      text: 'SELECT node, conversation, max(turn) AS turns FROM turns WHERE run_id = $1 GROUP BY 1, 2',
      values,
    });
    const artifacts = await tx.query<{ id: string }>({
      text: 'SELECT id FROM artifacts WHERE run_id = $1 AND node IS NOT NULL AND current',
      values,
    });
    const asked = await tx.query<AskedRow & Record<string, unknown>>({
      // Nobody has decided, and the run was paused by that: the task goes on waiting until it is asked again.
      text: `SELECT node, epoch FROM escalations e WHERE run_id = $1 AND subject IN ('ruling', 'tool') AND (status = 'OPEN'
        OR (status = 'AUTO_DECIDED' AND decision = 'pause' AND NOT EXISTS (SELECT FROM escalations n WHERE n.retry_of = e.id)
          AND EXISTS (SELECT FROM tasks t WHERE t.run_id = $1 AND t.node = e.node AND t.epoch = e.epoch AND t.status = 'WAITING')))
        ORDER BY node`,
      values,
    });
    const holds = await tx.query<HoldRow & Record<string, unknown>>({
      text: 'SELECT escalation_id AS id, node FROM escalation_holds WHERE run_id = $1 ORDER BY escalation_id, node',
      values,
    });
    // `data` follows from `type`: the engine wrote both by one map of types.
    return {
      head: head ?? {},
      tasks,
      queue,
      events: events as unknown as RunEvent[],
      turns,
      artifacts: artifacts.map(({ id }) => id),
      asked,
      holds,
    };
  });
}

const standing = ({
  node,
  status,
  attempt,
  epoch,
  removed,
  invalidated,
  chosen,
  held,
}: Pick<TaskRow, 'node' | 'status' | 'attempt' | 'epoch' | 'removed' | 'invalidated' | 'chosen' | 'held'>) => ({
  node,
  status,
  attempt,
  epoch,
  removed,
  invalidated,
  chosen,
  held,
});

const byNode = (a: { node: number }, b: { node: number }): number => a.node - b.node;

/** Says what does not hold that must hold for every run at every moment between two commits; empty for a sound run. */
export function runFaults({ head, tasks, queue, events, turns, artifacts, asked, holds }: RunRows): string[] {
  const faults: string[] = [];
  const expectSame = (what: string, found: unknown, expected: unknown) => {
    if (!isDeepStrictEqual(found, expected)) faults.push(`${what}: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
  };
  expectSame(
    'seq runs 1..n without a gap',
    events.map((event) => event.seq),
    events.map((_, index) => index + 1),
  );
  expectSame('the head knows the last seq', head.last_seq, events.length);
  const counted: Record<string, number> = { total: tasks.length };
  for (const name of Object.values(COUNT_OF)) counted[name] = 0;
  for (const row of tasks) counted[COUNT_OF[row.status]] = (counted[COUNT_OF[row.status]] ?? 0) + 1;
  expectSame('the head counts what the rows say', Object.fromEntries(Object.keys(counted).map((name) => [name, head[name]])), counted);
  const state = stateAt(events);
  expectSame(
    'the fold of the events is the head',
    { status: state.status, version: state.graphVersion },
    { status: head.status, version: head.graph_version },
  );
  expectSame(
    'the fold of the events is the rows',
    [...state.tasks].map(([node, task]) => standing({ ...task, node })).sort(byNode),
    tasks.map(standing),
  );
  expectSame(
    'conversations stand where the fold says',
    [...state.tasks].map(([node, { talk }]) => ({ node, talk })).sort(byNode),
    tasks.map(({ node, conversation }) => {
      const said = turns.find((row) => row.node === node && row.conversation === conversation);
      return { node, talk: said ? { conversation, turns: said.turns } : null };
    }),
  );
  expectSame('the artifacts that count are those of the fold', [...artifacts].sort(), [...state.artifacts].sort());
  expectSame(
    'who leads where is known from both ends',
    tasks.map(({ node, next }) => ({ node, next: [...next].sort() })),
    tasks.map(({ node }) => ({
      node,
      next: [...state.tasks].flatMap(([other, { dependsOn }]) => (dependsOn.includes(node) ? [other] : [])).sort(),
    })),
  );
  // Of what runs or has run they mean nothing: whoever makes it wait again counts afresh.
  const waits = tasks.filter(
    ({ status, waiting_for }) => status === 'PENDING' || status === 'READY' || (status === 'WAITING' && waiting_for === 'irreversible'),
  );
  expectSame(
    'edges are counted as they stand',
    waits.map(({ node, open_edges, taken_edges }) => ({ node, open: open_edges, taken: taken_edges })),
    waits.map(({ node }) => ({ node, ...countEdges(state.tasks, node, state.tasks.get(node) ?? { dependsOn: [] }) })),
  );
  expectSame(
    'what no edge can lead to any more is skipped',
    waits.flatMap(({ node }) => {
      const task = state.tasks.get(node);
      return task && edgeVerdict(edgesInto(state.tasks, node, task)) === 'SKIPPED' ? [node] : [];
    }),
    [],
  );
  expectSame(
    'what is READY waits for nothing',
    waits.flatMap(({ node, status }) => {
      const task = state.tasks.get(node);
      return status === 'READY' && task && edgeVerdict(edgesInto(state.tasks, node, task)) !== 'READY' ? [node] : [];
    }),
    [],
  );
  expectSame(
    'a branch has chosen what the fold says',
    tasks.flatMap(({ node, chosen }) => (chosen === null ? [] : [{ node, chosen }])),
    [...state.tasks].flatMap(([node, { chosen }]) => (chosen === null ? [] : [{ node, chosen }])).sort(byNode),
  );
  const waiting = tasks.filter((row) => row.status === 'READY' || (row.status === 'WAITING' && row.ready_at !== null));
  expectSame(
    'the queue holds what is READY or waits for a time (not for a person), and nothing else',
    [...queue].sort(byNode),
    waiting.map(({ node, priority }) => ({ node, rank: 0 - priority })),
  );
  expectSame(
    'each open escalation is that of a task which waits for a decision under that epoch, and each such task has one',
    asked.map(({ node, epoch }) => ({ node, epoch })),
    tasks.flatMap(({ node, epoch, status, waiting_for }) => (status === 'WAITING' && waiting_for === 'decision' ? [{ node, epoch }] : [])),
  );
  expectSame(
    'what is held is what the fold says',
    holds,
    [...state.holds]
      .flatMap(([id, { nodes }]) => nodes.map((node) => ({ id, node })))
      .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : a.node - b.node)),
  );
  expectSame('the head counts the holds', head.holds, holds.length);
  const misowned = tasks.filter((row) => (row.worker_id !== null) !== (row.status === 'RUNNING'));
  expectSame(
    'who runs has a worker, and nobody else has',
    misowned.map(({ node }) => node),
    [],
  );
  return faults;
}
