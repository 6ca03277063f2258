import { afterEach, beforeEach, expect, it } from 'vitest';
import { auditAll } from '@/test/engine/audit';
import { fastClock, seeded } from '@/test/engine/clocks';
import { firstSeed } from '@/test/engine/first-seed';
import { editShaped, pauseShaped, resumeShaped } from '@/test/engine/gate';
import { chain, type Engine, layers, openEngine, task } from '@/test/engine/open-engine';
import { executionKey, failure, recordingRunner } from '@/test/engine/runners';
import { until } from '@/test/engine/until';

let engine: Engine;
beforeEach(async () => {
  engine = await openEngine();
});
afterEach(() => engine.close());

/** The number of runs in each status. */
async function statuses(): Promise<Record<string, number>> {
  const rows = await engine.db.query<{ status: string; n: number }>({
    text: 'SELECT status, count(*)::int AS n FROM run_heads GROUP BY 1',
  });
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
}

async function onlyStatus(status: string): Promise<boolean> {
  return Object.keys(await statuses()).every((name) => name === status);
}

it('two workers, a pausing and an editing writer share runs: every task runs once an epoch and every count holds', async () => {
  const seed = firstSeed('WORK_SEED');
  const random = seeded(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const shapes = [
    () => chain(12),
    () => layers(1, 6, 6, 6, 1),
    () => layers(3, 2, 9),
    () => Array.from({ length: 15 }, (_, i) => task(`s${i}`)),
  ];
  const runIds: string[] = [];
  for (let index = 0; index < 24; index += 1) runIds.push(await engine.create(pick(shapes)()));

  // One in twelve executions fails for a while or is given back, as agents do.
  // Never the last of three attempts: every run is to succeed.
  const outcomeOf = ({ attempt }: { attempt: number }) => {
    const luck = random();
    if (luck < 0.04 && attempt < 3) return { kind: 'failed' as const, failure: failure(), retryAfterMs: 1 };
    if (luck < 0.08) return { kind: 'released' as const, reason: 'shutdown' as const };
    return { kind: 'succeeded' as const };
  };
  const runners = [recordingRunner(outcomeOf), recordingRunner(outcomeOf)];
  const clock = { ...fastClock, random: () => 0 };
  await Promise.all(runners.map((runner) => engine.startWorker({ runner, slots: 7, clock })));

  async function write(times: number, change: (runId: string) => Promise<unknown>): Promise<void> {
    for (let index = 0; index < times; index += 1) await change(pick(runIds));
  }
  const active = (error: unknown) => {
    if (!(error instanceof Error && /has ended/.test(error.message))) throw error;
  };
  await Promise.all([
    write(120, async (runId) => {
      await engine.db.transaction((tx) => pauseShaped(tx, runId)).catch(active);
      await engine.db.transaction((tx) => resumeShaped(tx, runId)).catch(active);
      engine.bus.publish({ kind: 'ready' });
    }),
    write(80, async (runId) => {
      const after = [...new Set([0, Math.floor(random() * 12), Math.floor(random() * 12)])];
      await engine.db.transaction((tx) => editShaped(tx, runId, after));
      engine.bus.publish({ kind: 'ready' });
    }),
  ]);
  await until(`all runs to succeed (seed ${seed})`, () => onlyStatus('SUCCEEDED'));

  const executions = runners.flatMap((runner) => runner.started.map(executionKey));
  expect(new Set(executions).size, `seed ${seed}: an epoch ran twice`).toBe(executions.length);
  expect(runners.every((runner) => runner.started.length > 0)).toBe(true);
  const [written] = await engine.db.query<{ succeeded: number; tasks: number; queued: number; owned: number }>({
    text: `SELECT (SELECT count(*) FROM attempts WHERE outcome = 'succeeded')::int AS succeeded, (SELECT count(*) FROM tasks)::int AS tasks,
      (SELECT count(*) FROM ready_tasks)::int AS queued, (SELECT count(*) FROM tasks WHERE worker_id IS NOT NULL)::int AS owned`,
  });
  expect(written).toEqual({ succeeded: written?.tasks, tasks: written?.tasks, queued: 0, owned: 0 });
  await auditAll(engine.db);
}, 60_000);

it('audits hold in the midst of the work too', async () => {
  for (let index = 0; index < 6; index += 1) await engine.create(layers(1, 10, 10, 10));
  const runner = recordingRunner();
  await engine.startWorker({ runner, slots: 5, clock: fastClock });
  while (!(await onlyStatus('SUCCEEDED'))) await auditAll(engine.db);
  await auditAll(engine.db);
});

it('SIGTERM gives back what has not started, and another worker carries it on', async () => {
  const runId = await engine.create(Array.from({ length: 8 }, (_, index) => task(`p${index}`)));
  const waiting = recordingRunner();
  // As agents do: they look for a stop before each call.
  const polite = {
    run: async (claimed: Parameters<typeof waiting.run>[0], control: Parameters<typeof waiting.run>[1]) => {
      await waiting.run(claimed, control);
      await until('a stop', () => control.stopRequested());
      return { kind: 'released' as const, reason: 'shutdown' as const };
    },
  };
  const first = await engine.startWorker({ runner: polite, slots: 4, clock: fastClock });
  await until('four to run', () => waiting.started.length === 4);
  await first.stop();
  const [left] = await engine.db.query({ text: 'SELECT running, ready FROM run_heads WHERE run_id = $1', values: [runId] });
  expect(left).toEqual({ running: 0, ready: 8 });
  const runner = recordingRunner();
  await engine.startWorker({ runner, clock: fastClock });
  await until('the run to succeed', () => onlyStatus('SUCCEEDED'));
  // What was given back was not its fault: it is the first attempt again, under a new epoch.
  expect(runner.started.every((claimed) => claimed.attempt === 1)).toBe(true);
  await auditAll(engine.db);
});
