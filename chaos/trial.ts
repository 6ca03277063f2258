import { setTimeout as sleep } from 'node:timers/promises';
import { createRunSchema } from '@/lib/contracts/run';
import { AppError } from '@/lib/errors';
import type { Caller } from '@/server/core/access/caller';
import { seeded } from '@/test/engine/clocks';
import { checkAll, type Findings } from './check';
import { type LostLease, measureTakeovers } from './check-takeovers';
import { probeTasks, randomTasks } from './shapes';
import { openStage, type Stage } from './stage';
import { PROBE } from './wild-model';
import type { WorkerProcess } from './worker-process';

export interface TrialOptions {
  seed: number;
  /** Workers to kill in all. */
  kills: number;
  workers: number;
  slots: number;
  leaseSeconds: number;
  /** Runs at work at any time. */
  runsAtOnce: number;
  /** How long Redis stays away, each time. */
  redisAwayMs: number;
  /** Every so many kills PostgreSQL restarts, Redis stops, a worker is frozen. */
  every: { postgres: number; redis: number; freeze: number };
  /** What a busy machine may add to the lease and the round of those who look after the dead. */
  slackMs: number;
  /** How long everything may take to end once nothing more goes wrong. */
  calmWithinMs: number;
  say: (line: string) => void;
  /** Once it fires nothing more is struck: what was done so far is checked. */
  enough?: AbortSignal;
}

export interface TrialResult {
  seed: number;
  seconds: number;
  done: Record<'kills' | 'freezes' | 'fastRestarts' | 'immediateRestarts' | 'redisStops' | 'pauses' | 'cancels', number>;
  hasRedis: boolean;
  model: Record<string, number>;
  findings: Findings;
  takeovers: LostLease[];
  probes: { wanted: number; arrived: number };
  faults: string[];
}

const operator: Caller = { kind: 'token', id: 'chaos', name: 'chaos', role: 'operator' };
const PROBE_WITHIN_MS = 30_000;
/** A share of these: how long a killed worker stays away, and how long nothing happens. */
const REPLACE_WITHIN_MS = 800;
const PAUSE_BETWEEN_MS = 700;

/** Strikes until enough has been killed, lets everything end, and says what does not hold. */
export async function runTrial(options: TrialOptions): Promise<TrialResult> {
  const startedAt = performance.now();
  // Streams of their own: what a model answers hangs on timing, and must not change what is struck.
  const [strikes, shapes, answers] = [1, 2, 3].map((stream) => seeded(options.seed * 10 + stream)) as [Chance, Chance, Chance];
  const stage = await openStage({ ...options, random: answers });
  try {
    await stage.allReady();
    const submitting = submit(stage, options, shapes);
    const done = await strikeUntilDone(stage, options, strikes);
    const keys = await submitting.stop();
    options.say(`${done.kills} kills; now everything has to end`);
    stage.model.calm();
    await stage.allReady();
    const faults = await settleDown(stage, options);
    const probes = await probeSlots(stage, options);
    if (probes.arrived < probes.wanted) faults.push(`slots leaked: ${probes.arrived} of ${probes.wanted} probes were at work at once`);
    const findings = await checkAll(stage.app.db, keys + 1);
    const takeovers = await measureTakeovers(stage.app.db, stage);
    faults.push(...stage.crashes().map((log) => `a worker ended by itself: ${log}`));
    const boundMs = options.leaseSeconds * 1000 + LOOK_MS + options.slackMs;
    for (const { lostMs, run, node } of takeovers) {
      if (lostMs > boundMs) faults.push(`run ${run} task ${node} was given back after ${lostMs} ms; the bound is ${boundMs}`);
    }
    return {
      seed: options.seed,
      seconds: Math.round((performance.now() - startedAt) / 1000),
      done,
      hasRedis: stage.hasRedis,
      model: stage.model.counts,
      findings,
      takeovers,
      probes,
      // What was lost or done twice is told before what was merely late.
      faults: [...findings.faults, ...faults],
    };
  } finally {
    await stage.close();
  }
}

/** Workers look after each other once a second. */
const LOOK_MS = 1_000;

type Chance = () => number;

/** Keeps enough runs at work; `stop` says how many it started. A submission whose answer was lost is repeated under its key. */
function submit(stage: Stage, options: TrialOptions, random: Chance): { stop(): Promise<number> } {
  let stopping = false;
  let started = 0;
  const loop = async () => {
    while (!stopping) {
      const active = await stage.insist(() => countActive(stage));
      for (let missing = options.runsAtOnce - active; missing > 0 && !stopping; missing -= 1) {
        const input = createRunSchema.parse({ goal: `Chaos ${started}`, tasks: randomTasks(random), priority: Math.floor(random() * 3) });
        const key = { key: `chaos-${started}`, bodyHash: 'x' };
        await stage.insist(() => stage.app.services.runs.create(input, operator, key));
        started += 1;
      }
      await sleep(100);
    }
    return started;
  };
  const running = loop();
  // Looked at when it is stopped.
  running.catch(() => undefined);
  return {
    stop() {
      stopping = true;
      return running;
    },
  };
}

async function countActive(stage: Stage): Promise<number> {
  const [row] = await stage.app.db.query<{ n: number }>({
    text: `SELECT count(*)::int AS n FROM run_heads WHERE status IN ('PLANNING', 'RUNNING')`,
  });
  return row?.n ?? 0;
}

async function strikeUntilDone(stage: Stage, options: TrialOptions, random: Chance): Promise<TrialResult['done']> {
  const done = { kills: 0, freezes: 0, fastRestarts: 0, immediateRestarts: 0, redisStops: 0, pauses: 0, cancels: 0 };
  const beside: Promise<void>[] = [];
  let redisBusy = false;
  let told = performance.now();
  const due = (count: number, every: number) => every > 0 && count < Math.floor(done.kills / every);
  while (done.kills < options.kills && !options.enough?.aborted) {
    await sleep(random() * PAUSE_BETWEEN_MS);
    // Two stay, so that what is lost is found within the lease.
    const ready = stage.workers().filter((worker) => worker.ready);
    const most = Math.min(3, ready.length - 2, options.kills - done.kills);
    const victims = shuffled(ready, random).slice(0, Math.max(0, Math.ceil(random() * most)));
    if (due(done.freezes, options.every.freeze) && most > 0) {
      done.freezes += 1;
      const victim = victims.pop();
      if (victim) beside.push(stage.freeze(victim, options.leaseSeconds * 1000 + 1_500 + random() * 1_500));
    }
    for (const victim of victims) stage.kill(victim, random() * REPLACE_WITHIN_MS);
    done.kills += victims.length;
    const restarts = done.fastRestarts + done.immediateRestarts;
    if (due(restarts, options.every.postgres)) {
      const mode = restarts % 2 === 0 ? 'immediate' : 'fast';
      done[mode === 'fast' ? 'fastRestarts' : 'immediateRestarts'] += 1;
      await stage.restartPostgres(mode);
    }
    if (stage.hasRedis && !redisBusy && due(done.redisStops, options.every.redis)) {
      done.redisStops += 1;
      redisBusy = true;
      beside.push(
        stage.stopRedis(options.redisAwayMs).then(() => {
          redisBusy = false;
        }),
      );
    }
    if (random() < 0.3) await meddle(stage, done, random);
    if (performance.now() - told > 10_000) {
      told = performance.now();
      options.say(`${done.kills} of ${options.kills} kills, ${restarts} restarts of PostgreSQL, ${done.freezes} freezes`);
    }
  }
  await Promise.all(beside);
  return done;
}

function shuffled(workers: readonly WorkerProcess[], random: Chance): WorkerProcess[] {
  return workers
    .map((worker) => ({ worker, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ worker }) => worker);
}

/** What people do meanwhile. A run that ends first is none of our business. */
async function meddle(stage: Stage, done: TrialResult['done'], random: Chance): Promise<void> {
  const dice = random();
  const runs = await stage.insist(() =>
    stage.app.db.query<{ run_id: string; status: string }>({
      text: `SELECT run_id, status FROM run_heads WHERE status IN ('RUNNING', 'PAUSED') ORDER BY run_id`,
    }),
  );
  const run = runs[Math.floor(random() * runs.length)];
  if (!run) return;
  const wish = run.status === 'PAUSED' ? 'resume' : dice < 0.15 ? 'cancel' : 'pause';
  if (wish === 'pause') done.pauses += 1;
  if (wish === 'cancel') done.cancels += 1;
  await ask(stage, run.run_id, wish);
}

async function ask(stage: Stage, runId: string, wish: 'pause' | 'resume' | 'cancel'): Promise<void> {
  await stage
    .insist(() => stage.app.services.runs[wish](runId, operator))
    .catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
    });
}

/** Resumes what people paused and waits until every run has ended. */
async function settleDown(stage: Stage, options: TrialOptions): Promise<string[]> {
  const deadline = performance.now() + options.calmWithinMs;
  for (;;) {
    const left = await stage.insist(() =>
      stage.app.db.query<{ run_id: string; status: string; counts: string }>({
        text: `SELECT run_id, status, format('%s ready, %s running, %s waiting', ready, running, waiting) AS counts FROM run_heads
          WHERE status IN ('PLANNING', 'RUNNING', 'PAUSED')`,
      }),
    );
    if (left.length === 0) return [];
    if (performance.now() > deadline) return left.map((run) => `run ${run.run_id} did not end: ${run.status}, ${run.counts}`);
    for (const run of left) if (run.status === 'PAUSED') await ask(stage, run.run_id, 'resume');
    await sleep(100);
  }
}

/** As many tasks as there are slots are held at once: a slot that leaked would leave one out. */
async function probeSlots(stage: Stage, options: TrialOptions): Promise<TrialResult['probes']> {
  const wanted = options.workers * options.slots;
  const arrived = stage.model.expectProbes(wanted, PROBE_WITHIN_MS);
  const input = createRunSchema.parse({ goal: PROBE, tasks: probeTasks(wanted) });
  await stage.insist(() => stage.app.services.runs.create(input, operator, null));
  const count = await arrived;
  await settleDown(stage, options);
  return { wanted, arrived: count };
}
