import { createRunSchema } from '@/lib/contracts/run';
import type { Caller } from '@/server/core/access/caller';
import type { ClaimedTask, TaskOutcome } from '@/server/core/ports/task-runner';
import type { Bench } from './open-bench';
import { ms, percentile, whole } from './stats';

const RUNS = 20;
const TASKS = 100;
const LETTERS = RUNS * TASKS;
const ROUNDS = 30;
const LIMIT_MS = 1_000;

const CAUSES = [
  { code: 'server_error', httpStatus: 500, words: (at: string) => `The model endpoint answered 500: worker of ${at} crashed` },
  { code: 'rate_limited', httpStatus: 429, words: (at: string) => `The model endpoint answered 429: limit reached (request req_${at}9x)` },
  { code: 'timeout', httpStatus: null, words: (at: string) => `The task took longer than its ${at.length} s` },
];

const operator: Caller = { kind: 'token', id: 'bench', name: 'bench', role: 'operator' };

function failing({ node }: ClaimedTask): TaskOutcome {
  const cause = CAUSES[node % CAUSES.length];
  if (!cause) throw new Error('no cause');
  const { code, httpStatus, words } = cause;
  const failure = { code, httpStatus, message: words(String(node)), place: 'model' as const, permanent: true, stack: null };
  return { kind: 'failed', failure, retryAfterMs: null };
}

async function untilEnded({ app }: Bench): Promise<void> {
  for (;;) {
    const [row] = await app.db.query<{ n: number }>({ text: `SELECT count(*)::int AS n FROM run_heads WHERE finished_at IS NULL` });
    if (row?.n === 0) return;
    await new Promise<void>((resolve) => setTimeout(resolve, 20));
  }
}

async function medianOf(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = performance.now();
    await work();
    times.push(performance.now() - from);
  }
  return percentile(times, 0.5);
}

/** 2,000 failures of three causes: how long they take to be written, to be seen as three, and to be replayed. */
export async function measureDeadLetters(bench: Bench): Promise<string[]> {
  const { app } = bench;
  const { deadLetters, runs } = app.services;
  const tasks = Array.from({ length: TASKS }, (_, index) => ({ key: `t${index}`, role: 'tech_lead' as const, prompt: 'x' }));
  for (let n = 0; n < RUNS; n += 1) await runs.create(createRunSchema.parse({ goal: 'Fail', tasks }), operator, null);
  let healed = false;
  const runner = { run: async (task: ClaimedTask): Promise<TaskOutcome> => (healed ? { kind: 'succeeded' } : failing(task)) };
  const worker = await app.startWorker({ slots: 16, runner });
  const from = performance.now();
  await untilEnded(bench);
  const failedMs = performance.now() - from;

  const found = await deadLetters.incidents.list({ limit: 50 });
  const open = found.items.reduce((sum, one) => sum + one.open, 0);
  if (found.items.length !== CAUSES.length || open !== LETTERS) throw new Error(`${open} letters in ${found.items.length} incidents`);
  const incidentsMs = await medianOf(() => deadLetters.incidents.list({ limit: 50 }));
  const lettersMs = await medianOf(() => deadLetters.list({ status: 'pending', limit: 50 }));
  const countsMs = await medianOf(() => deadLetters.counts());

  healed = true;
  const replayFrom = performance.now();
  const housekeeping = app.startHousekeeping();
  for (const { fingerprint } of found.items) await deadLetters.incidents.replay({ fingerprint, canary: true, perSecond: 1_000 }, operator);
  for (;;) {
    const { items } = await deadLetters.incidents.list({ status: 'open', limit: 50 });
    if (items.length === 0) break;
    await new Promise<void>((resolve) => setTimeout(resolve, 100));
  }
  const replayMs = performance.now() - replayFrom;
  await housekeeping.stop();
  await worker.stop();
  const [row] = await app.db.query<{ n: number }>({ text: `SELECT count(*)::int AS n FROM run_events WHERE type = 'task.replayed'` });
  if (row?.n !== LETTERS) throw new Error(`${row?.n} replays of ${LETTERS} letters`);
  const isQuick = incidentsMs < LIMIT_MS ? '' : `  OVER ${LIMIT_MS} ms`;
  return [
    `dead letters: ${whole(LETTERS)} of ${CAUSES.length} causes in ${RUNS} runs`,
    `  failed and written      ${ms(failedMs)} (${whole(LETTERS / (failedMs / 1000))}/s)`,
    `  GET /incidents          ${ms(incidentsMs)}: ${found.items.length} incidents${isQuick}`,
    `  GET /dead-letters       ${ms(lettersMs)}; counts ${ms(countsMs)}`,
    `  all replayed and done   ${ms(replayMs)} (canary first, 1,000/s asked)`,
  ];
}
