import { type EditOperationInput, editRunSchema } from '@/lib/contracts/edit';
import { AppError } from '@/lib/errors';
import type { Caller } from '@/server/core/access/caller';
import type { TaskRunner } from '@/server/core/ports/task-runner';
import type { Database, Tx } from '@/server/infra/db/tx';
import { createEditsService, type EditsService } from '@/server/services/edits/edits-service';
import type { Bench } from './open-bench';
import { createRun, gridOf, untilIdle } from './runs';
import { median, ms, percentile, whole } from './stats';

const caller: Caller = { kind: 'token', id: 'bench', name: 'bench', role: 'operator' };
const EDITS = 40;
/** What is edited while two workers carry it out, a task in each row at a time. */
const BUSY = [
  { length: 20, width: 10, taskMs: 400 },
  { length: 50, width: 20, taskMs: 100 },
];
const WORKERS = 2;
const PER_SECOND = 50;

/** Times from the moment in which a head is locked until its transaction has ended. */
function watched(db: Database, heldMs: number[]): Database {
  return {
    ...db,
    transaction: async (work) => {
      let lockedAt = 0;
      const answer = await db.transaction((tx) =>
        work({
          async query(statement) {
            const rows = await (tx as Tx).query(statement);
            if (statement.name === 'lock_head') lockedAt = performance.now();
            return rows as never;
          },
        }),
      );
      if (lockedAt > 0) heldMs.push(performance.now() - lockedAt);
      return answer;
    },
  };
}

/** Something in the part of the grid that is reached last: added, changed, connected and taken away again. */
function operationOf(step: number, tasks: number): EditOperationInput {
  const key = `g${tasks - 1 - (step % 40)}`;
  const kinds: EditOperationInput[] = [
    { op: 'addTask', task: { key: `x${step}`, role: 'tech_lead', prompt: 'x', dependsOn: [key] } },
    { op: 'updateTask', key, changes: { prompt: `x ${step}` } },
    { op: 'addDependency', from: key, to: `x${step - 2}` },
    { op: 'removeTask', key: `x${step - 3}` },
  ];
  return kinds[step % kinds.length] as EditOperationInput;
}

async function edit(edits: EditsService, runId: string, operations: EditOperationInput[], dryRun = false): Promise<number> {
  const { version } = await edits.graph(runId);
  const from = performance.now();
  await edits.apply(editRunSchema.parse({ runId, baseVersion: version, operations, dryRun }), caller, null);
  return performance.now() - from;
}

/** A run that stands still, edited by one person after the other. */
async function still(bench: Bench, tasks: number): Promise<string[]> {
  const heldMs: number[] = [];
  const edits = createEditsService({ db: watched(bench.app.db, heldMs), bus: bench.app.bus, compress: true });
  const runId = await createRun(bench.app, gridOf(tasks / 20, 20));
  await bench.app.services.runs.pause(runId, caller);
  const times: number[] = [];
  const dry: number[] = [];
  for (let step = 0; step < EDITS; step += 1) {
    if (step % 4 === 0) dry.push(await edit(edits, runId, [operationOf(step, tasks)], true));
    times.push(await edit(edits, runId, [operationOf(step, tasks)]));
  }
  return [
    `  a run of ${whole(tasks)}      edit ${ms(median(times))} (p99 ${ms(percentile(times, 0.99))}), dry run ${ms(median(dry))}, ` +
      `head held ${ms(median(heldMs))} (p99 ${ms(percentile(heldMs, 0.99))})`,
  ];
}

/** Carries the grid out, with edits meanwhile or without; tasks a second. */
async function busy(bench: Bench, { length, width, taskMs }: (typeof BUSY)[number], editing: boolean) {
  const heldMs: number[] = [];
  const times: number[] = [];
  const edits = createEditsService({ db: watched(bench.app.db, heldMs), bus: bench.app.bus, compress: true });
  const tasks = length * width;
  const runId = await createRun(bench.app, gridOf(length, width));
  let ended = 0;
  const runner: TaskRunner = {
    async run() {
      await new Promise((resolve) => setTimeout(resolve, taskMs));
      ended += 1;
      return { kind: 'succeeded' };
    },
  };
  const from = performance.now();
  const workers = await Promise.all(Array.from({ length: WORKERS }, () => bench.app.startWorker({ slots: width, runner })));
  let refused = 0;
  for (let step = 0; editing && ended < tasks * 0.8; step += 1) {
    const due = from + (step * 1000) / PER_SECOND;
    if (due > performance.now()) await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    await edit(edits, runId, [operationOf(step, tasks)]).then(
      (time) => times.push(time),
      (error: unknown) => {
        if (!(error instanceof AppError)) throw error;
        refused += 1;
      },
    );
  }
  const seconds = (performance.now() - from) / 1000;
  await untilIdle(bench.app);
  const rate = (ended * 1000) / (performance.now() - from);
  await Promise.all(workers.map((worker) => worker.stop()));
  return { rate, times, heldMs, refused, perSecond: times.length / seconds };
}

/** What an edit of a live run costs, and what it costs those who carry the run out. */
export async function measureEdits(bench: Bench): Promise<string[]> {
  const lines = [...(await still(bench, 1_000)), ...(await still(bench, 5_000))];
  for (const size of BUSY) lines.push(...(await besideWork(bench, size)));
  return [
    `edits of a live run, one operation each, ${EDITS} one after the other on a run that stands still; ${WORKERS} workers where it is busy`,
    ...lines,
  ];
}

async function besideWork(bench: Bench, size: (typeof BUSY)[number]): Promise<string[]> {
  const alone = await busy(bench, size, false);
  const { rate, times, heldMs, refused, perSecond } = await busy(bench, size, true);
  return [
    `  a busy run of ${whole(size.length * size.width)}    ${perSecond.toFixed(0)} edits/s of ${PER_SECOND} offered (${refused} refused), edit ${ms(median(times))} (p99 ${ms(percentile(times, 0.99))}), ` +
      `head held ${ms(median(heldMs))} (p99 ${ms(percentile(heldMs, 0.99))})`,
    `  its throughput       ${whole(rate)} tasks/s while edited, ${whole(alone.rate)} alone (tasks last ${size.taskMs} ms)`,
  ];
}
