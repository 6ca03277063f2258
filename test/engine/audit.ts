import { expect } from 'vitest';
import type { RunEvent } from '@/lib/contracts/event';
import { COUNT_OF } from '@/lib/contracts/run';
import type { TaskStatus } from '@/lib/contracts/task';
import { stateAt } from '@/server/core/state-at';
import type { Tx } from '@/server/infra/db/tx';

interface TaskRow {
  node: number;
  status: TaskStatus;
  attempt: number;
  epoch: number;
  priority: number;
  worker_id: string | null;
}

/** What holds for every run at every moment between two commits; read in one snapshot. */
export async function auditRun(db: { transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> }, runId: string): Promise<void> {
  const { head, tasks, queue, events } = await db.transaction(async (tx) => {
    await tx.query({ text: 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ' });
    const values = [runId];
    return {
      head: (await tx.query<Record<string, unknown>>({ text: 'SELECT * FROM run_heads WHERE run_id = $1', values }))[0] ?? {},
      tasks: await tx.query<TaskRow & Record<string, unknown>>({ text: 'SELECT * FROM tasks WHERE run_id = $1 ORDER BY node', values }),
      queue: await tx.query<{ node: number; rank: number }>({ text: 'SELECT node, rank FROM ready_tasks WHERE run_id = $1', values }),
      events: (await tx.query<Record<string, unknown>>({
        text: 'SELECT seq, type, at, actor, node, data FROM run_events WHERE run_id = $1 ORDER BY seq',
        values,
      })) as unknown as RunEvent[],
    };
  });
  // Events: 1..n without a gap.
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
  expect(head.last_seq).toBe(events.length);
  // The head counts what the rows say.
  const counted: Record<string, number> = { total: tasks.length };
  for (const name of Object.values(COUNT_OF)) counted[name] = 0;
  for (const row of tasks) counted[COUNT_OF[row.status]] = (counted[COUNT_OF[row.status]] ?? 0) + 1;
  expect(Object.fromEntries(Object.keys(counted).map((name) => [name, head[name]]))).toEqual(counted);
  // The fold of the events is the rows.
  const state = stateAt(events);
  expect({ status: state.status, version: state.graphVersion }).toEqual({ status: head.status, version: head.graph_version });
  expect(
    [...state.tasks].map(([node, { status, attempt, epoch }]) => ({ node, status, attempt, epoch })).sort((a, b) => a.node - b.node),
  ).toEqual(tasks.map(({ node, status, attempt, epoch }) => ({ node, status, attempt, epoch })));
  // The queue holds what is READY or waits for a time (not for a person), and nothing else; who runs has a worker, and nobody else has.
  const waiting = tasks.filter((row) => row.status === 'READY' || (row.status === 'WAITING' && row.ready_at !== null));
  const byNode = (a: { node: number }, b: { node: number }) => a.node - b.node;
  expect(queue.sort(byNode)).toEqual(waiting.map(({ node, priority }) => ({ node, rank: 0 - priority })));
  expect(tasks.filter((row) => (row.worker_id !== null) !== (row.status === 'RUNNING'))).toEqual([]);
}

export async function auditAll(db: { transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> } & Tx): Promise<void> {
  const runs = await db.query<{ run_id: string }>({ text: 'SELECT run_id FROM run_heads' });
  for (const { run_id: runId } of runs) await auditRun(db, runId);
}
