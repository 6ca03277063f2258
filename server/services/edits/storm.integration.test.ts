import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EditableTask, EditOperationInput } from '@/lib/contracts/edit';
import { AppError } from '@/lib/errors';
import type { ClaimedTask, ExecutionControl, TaskOutcome, TaskRunner } from '@/server/core/ports/task-runner';
import { createEscalationsService } from '@/server/services/escalations/escalations-service';
import { auditRun } from '@/test/engine/audit';
import { seeded } from '@/test/engine/clocks';
import { firstSeed } from '@/test/engine/first-seed';
import { type EditedEngine, openEdits } from '@/test/engine/open-edits';
import { operator, task } from '@/test/engine/open-engine';

import { executionKey, failure } from '@/test/engine/runners';
import { until } from '@/test/engine/until';

const SECONDS = 5;
const EDITS_PER_SECOND = 50;
const EDITS_AT_ONCE = 2;
const TASKS = 200;
const TASKS_AT_MOST = 220;
const WORKERS = 2;
const { EDIT_SECONDS: givenSeconds } = process.env;

let stage: EditedEngine;
beforeEach(async () => {
  stage = await openEdits();
});
afterEach(() => stage.close());

interface Execution {
  task: ClaimedTask;
  from: number;
  to: number;
}

interface Scene {
  random: () => number;
  executions: Execution[];
  hold: { node: number; done: Promise<void> };
  /** `sends`: a gate whose authors can do their work again; any other would wait for a person. */
  kindOf(task: ClaimedTask): Promise<{ kind: string; sends: boolean }>;
  /** Gates that have sent work back: once each, or a person would be asked. */
  failed: Set<string>;
}

/** Tasks that last some milliseconds, end early when they are aborted, and now and then fail or are given back. `hold` lasts until it is let go. */
function busyRunner({ random, executions, hold, kindOf, failed }: Scene): TaskRunner {
  const outcomeOf = (claimed: ClaimedTask, { kind, sends }: { kind: string; sends: boolean }): TaskOutcome => {
    const luck = random();
    if (luck < 0.03) return { kind: 'failed', failure: failure(), retryAfterMs: 5 };
    if (luck < 0.06) return { kind: 'released', reason: 'shutdown' };
    if (kind === 'agent') return { kind: 'succeeded' };
    // A gate fails once at most: then its authors do their work again.
    const name = `${claimed.runId}:${claimed.node}`;
    const result = kind === 'branch' ? luck < 0.5 : !sends || failed.has(name) || luck < 0.7;
    failed.add(name);
    return {
      kind: 'judged',
      ruling: { kind: 'decided', judgement: { result, by: 'expression', condition: 'true', evidence: {}, findings: [] } },
    };
  };
  return {
    async run(claimed: ClaimedTask, { signal }: ExecutionControl) {
      const execution = { task: claimed, from: performance.now(), to: Number.POSITIVE_INFINITY };
      executions.push(execution);
      const what = await kindOf(claimed);
      const ms = 20 + random() * 400;
      const lasts = claimed.node === hold.node ? hold.done : new Promise<void>((resolve) => setTimeout(resolve, ms));
      await Promise.race([lasts, new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))]);
      execution.to = performance.now();
      if (signal.aborted) return { kind: 'abandoned' };
      return claimed.node === hold.node ? { kind: 'succeeded' } : outcomeOf(claimed, what);
    },
  };
}

/** An edit may take away the authors of a gate while it judges: what it cannot send back, a person decides. */
async function approveAll(runId: string): Promise<void> {
  const escalations = createEscalationsService(stage);
  const { items } = await escalations.list({ runId, status: 'OPEN', limit: 100 });
  for (const { id } of items) await escalations.decide({ escalationId: id, status: 'APPROVED' }, operator);
}

/** One edit as nobody would make it, of one to three operations on tasks as they were a moment ago. */
function randomEdit(random: () => number, tasks: readonly EditableTask[], serial: () => number) {
  const below = (limit: number) => Math.floor(random() * limit);
  const unbegun = tasks.filter(({ status }) => status === 'PENDING' || status === 'READY');
  // Mostly what an edit can touch; what it cannot has to be refused.
  const any = (): string => {
    const from = unbegun.length > 0 && random() < 0.8 ? unbegun : tasks;
    return from[below(from.length)]?.key ?? 'hold';
  };
  const some = (most: number) => [...new Set(Array.from({ length: below(most + 1) }, any))];
  const draft = (dependsOn: string[] = []) => task(`n${serial()}`, dependsOn, { maxAttempts: 20, priority: below(3) });
  const kinds: (() => EditOperationInput)[] = [
    () => ({ op: 'addTask', task: draft(some(3)) }),
    () => ({ op: 'removeTask', key: any() }),
    () => ({ op: 'addDependency', from: any(), to: any() }),
    () => ({ op: 'removeDependency', ...edgeOf(tasks[below(tasks.length)], below) }),
    () => ({ op: 'updateTask', key: any(), changes: { prompt: `p${serial()}`, priority: below(5) } }),
    () => ({ op: 'insertGate', key: `n${serial()}`, after: some(2)[0] ?? any(), gateType: 'expression', condition: 'true' }),
    () => ({ op: 'createBranch', key: `n${serial()}`, condition: 'true', after: any(), ifTrue: some(2), ifFalse: some(1) }),
    () => ({ op: 'addParallelPath', after: any(), tasks: [draft(), draft()], before: any() }),
  ];
  const many = tasks.length > TASKS_AT_MOST;
  const pick = () => (many && random() < 0.7 ? kinds[1] : kinds[below(kinds.length)]) as () => EditOperationInput;
  const operations = Array.from({ length: 1 + below(3) }, () => pick()()).filter(
    (operation) => !JSON.stringify(operation).includes('"hold"'),
  );
  const running = tasks.filter(({ status, key }) => status === 'RUNNING' && key !== 'hold').map(({ key }) => key);
  const cancelRunning = random() < 0.4 ? running.filter(() => random() < 0.5) : [];
  return { operations, cancelRunning, rerunInvalidated: random() < 0.2 };
}

function edgeOf(to: EditableTask | undefined, below: (limit: number) => number): { from: string; to: string } {
  const from = to?.dependsOn[below(to.dependsOn.length)];
  return { from: from ?? 'x', to: to?.key ?? 'x' };
}

it(`${EDITS_PER_SECOND} random edits a second against a busy run: nothing runs twice, nothing is orphaned, the run ends`, {
  timeout: 180_000,
}, async () => {
  const seed = firstSeed('EDIT_SEED');
  const random = seeded(seed);
  const executions: Execution[] = [];
  let letGo = () => {};
  const hold = { node: 0, done: new Promise<void>((resolve) => (letGo = resolve)) };
  const first = Array.from({ length: TASKS }, (_, index) =>
    task(
      `t${index}`,
      index < 12 ? [] : [`t${Math.floor(random() * index)}`, `t${index - 12}`].filter((key, at, all) => all.indexOf(key) === at),
      { maxAttempts: 20 },
    ),
  );
  const runId = await stage.create([task('hold'), ...first]);
  const kindOf = async ({ node }: ClaimedTask) => {
    const text = `SELECT s.kind, s.depends_on <> '{}' AND NOT EXISTS (SELECT FROM task_specs d JOIN tasks t ON t.run_id = d.run_id AND t.node = d.node
        WHERE d.run_id = s.run_id AND d.node = ANY (s.depends_on) AND (d.kind <> 'agent' OR t.status <> 'SUCCEEDED')) AS sends
      FROM task_specs s WHERE s.run_id = $1 AND s.node = $2`;
    const [row] = await stage.db.query<{ kind: string; sends: boolean }>({ text, values: [runId, node] });
    return row ?? { kind: 'gone', sends: false };
  };
  const failed = new Set<string>();
  for (let worker = 0; worker < WORKERS; worker += 1)
    await stage.startWorker({ runner: busyRunner({ random, executions, hold, kindOf, failed }), slots: 6 });
  await until('the run to be under way', () => executions.length > 3);

  const counts: Record<string, number> = { offered: 0, applied: 0, undone: 0 };
  let serials = 0;
  const edit = async () => {
    counts.offered = (counts.offered ?? 0) + 1;
    try {
      const { version, tasks } = await stage.edits.graph(runId);
      if (random() < 0.15 && version > 2) {
        await stage.edits.undo({ runId, version: 2 + Math.floor(random() * (version - 1)) }, operator, null);
        counts.undone = (counts.undone ?? 0) + 1;
        return;
      }
      const { operations, ...more } = randomEdit(
        random,
        tasks.filter(({ key }) => key !== 'hold'),
        () => ++serials,
      );
      if (operations.length === 0 && !more.rerunInvalidated) return;
      await stage.edit(runId, version, operations, more);
      counts.applied = (counts.applied ?? 0) + 1;
    } catch (error) {
      if (!(error instanceof AppError) || !['stale_version', 'conflict', 'invalid_input', 'not_found'].includes(error.code)) throw error;
      counts[error.code] = (counts[error.code] ?? 0) + 1;
    }
  };
  try {
    const open = new Set<Promise<void>>();
    const begin = performance.now();
    const seconds = Number(givenSeconds ?? SECONDS);
    for (let count = 0; count < seconds * EDITS_PER_SECOND; count += 1) {
      const due = begin + (count * 1000) / EDITS_PER_SECOND;
      if (due > performance.now()) await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
      while (open.size >= EDITS_AT_ONCE) await Promise.race(open);
      const one: Promise<void> = edit().finally(() => open.delete(one));
      open.add(one);
      if (count % 25 === 0) await auditRun(stage.db, runId);
    }
    await Promise.all(open);
    counts.ms = Math.round(performance.now() - begin);
    await auditRun(stage.db, runId);
    letGo();
    const status = await until(
      'the run to end',
      async () => {
        await approveAll(runId);
        const run = await stage.runs.get(runId);
        return ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(run.status) ? run.status : null;
      },
      80_000,
    );
    await auditRun(stage.db, runId);
    expect(status).toBe('SUCCEEDED');
    const keys = executions.map(({ task: one }) => executionKey(one));
    expect(new Set(keys).size, 'an epoch ran twice').toBe(keys.length);
    expect(overlaps(executions)).toEqual([]);
    const [left] = await stage.db.query({
      text: `SELECT (SELECT count(*)::int FROM ready_tasks) AS queued, (SELECT count(*)::int FROM tasks WHERE worker_id IS NOT NULL) AS owned,
        (SELECT count(*)::int FROM tasks WHERE status NOT IN ('SUCCEEDED', 'SKIPPED', 'CANCELLED')) AS open`,
    });
    expect(left).toEqual({ queued: 0, owned: 0, open: 0 });
    expect(counts.applied).toBeGreaterThan(10);
    console.log(
      `edits ${JSON.stringify(counts)}, ${Math.round(((counts.applied ?? 0) + (counts.undone ?? 0)) / (counts.ms / 1000))} a second written, ${executions.length} executions, seed ${seed}`,
    );
  } catch (error) {
    letGo();
    const open = await stage.db.query({
      text: `SELECT h.status AS run, t.node, t.status, t.waiting_for, t.attempt, t.epoch, t.open_edges, t.ready_at, s.kind, s.depends_on, s.gate
        FROM run_heads h LEFT JOIN tasks t ON t.run_id = h.run_id AND t.status NOT IN ('SUCCEEDED', 'SKIPPED', 'CANCELLED')
        LEFT JOIN task_specs s ON s.run_id = t.run_id AND s.node = t.node WHERE h.run_id = $1`,
      values: [runId],
    });
    throw new Error(`Repeat with EDIT_SEED=${seed}: ${JSON.stringify(counts)}; not ended: ${JSON.stringify(open)}`, { cause: error });
  }
});

/** Executions of one task that were under way at the same time. */
function overlaps(executions: readonly Execution[]): string[] {
  const last = new Map<string, Execution>();
  return [...executions]
    .sort((a, b) => a.from - b.from)
    .flatMap((execution) => {
      const key = `${execution.task.runId}:${execution.task.node}`;
      const before = last.get(key);
      last.set(key, execution);
      return before && before.to > execution.from
        ? [`node ${execution.task.node}, epochs ${before.task.epoch} and ${execution.task.epoch}`]
        : [];
    });
}
