import { randomUUID } from 'node:crypto';
import { createCheckpointSchema } from '@/lib/contracts/checkpoint';
import { createRunSchema } from '@/lib/contracts/run';
import type { TaskDraftInput } from '@/lib/contracts/task';
import type { Caller } from '@/server/core/access/caller';
import { tick } from '@/server/engine/tick';
import { createContentScanner } from '@/server/infra/secrets/create-content-scanner';
import { createExecutionStore } from '@/server/services/executions/execution-store';
import { carryOut } from '@/test/engine/manifests';
import type { Bench } from './open-bench';
import { countingRunner, gridOf, untilIdle } from './runs';
import { median, whole } from './stats';

const TASKS = { length: 50, width: 20 };
const CHECKPOINTS = 200;
const ROUNDS = 5;
const EVENTS = 50_000;
const caller: Caller = { kind: 'token', id: 'bench', name: 'bench', role: 'operator' };

const WORDS = 'signal berth tide ledger queue harbour review schema retry branch invoice latency'.split(' ');
/** Words as people write them, and no two the same: what compresses to nothing would flatter the figures. */
const prose = (seed: number, length: number): string =>
  Array.from({ length }, (_, at) => `${WORDS[(seed * 7 + at * at) % WORDS.length]}${(seed * 31 + at) % 97}`).join(' ');

const graph = (): TaskDraftInput[] => gridOf(TASKS.length, TASKS.width).map((task, at) => ({ ...task, prompt: prose(at, 40) }));

async function create(bench: Bench): Promise<string> {
  return (await bench.app.services.runs.create(createRunSchema.parse({ goal: 'bench', tasks: graph() }), caller, null)).id;
}

async function keep(bench: Bench, runId: string, seq?: number): Promise<{ bytes: number; ms: number }> {
  const from = performance.now();
  const input = createCheckpointSchema.parse({ runId, label: 'bench', ...(seq === undefined ? {} : { seq }) });
  const { bytes } = await bench.app.services.checkpoints.create(input, caller, null);
  return { bytes, ms: performance.now() - from };
}

async function bytesOf(bench: Bench, text: string): Promise<number> {
  const [row] = await bench.app.db.query<{ bytes: number }>({ text });
  return row?.bytes ?? 0;
}

/** A checkpoint after every five tasks of a run of 1,000, each with a turn, a tool call and an artifact. */
async function grow(bench: Bench): Promise<string[]> {
  const { db, bus, services } = bench.app;
  const runId = await create(bench);
  const worker = randomUUID();
  const engine = {
    db,
    store: () =>
      createExecutionStore({
        db,
        bus,
        ladder: services.ladder,
        scanner: createContentScanner(),
        blockThreshold: 1,
        actor: `worker:${worker}`,
      }),
  };
  let [sum, at] = [0, 0];
  const times: number[] = [];
  const step = (TASKS.length * TASKS.width) / CHECKPOINTS;
  for (;;) {
    const { claimed } = await tick(db, worker, [], step);
    if (claimed.length === 0) break;
    for (const task of claimed) await carryOut(engine, worker, task, prose(task.node, 120));
    const { bytes, ms } = await keep(bench, runId);
    sum += bytes;
    at += 1;
    times.push(ms);
  }
  const tables = await bytesOf(
    bench,
    `SELECT pg_total_relation_size('checkpoints') + pg_total_relation_size('checkpoint_chunks') AS bytes`,
  );
  await db.query({ text: 'DELETE FROM checkpoints' });
  await db.query({ text: 'DELETE FROM checkpoint_chunks' });
  const final = await keep(bench, runId);
  const data = await bytesOf(
    bench,
    `SELECT (SELECT sum(length(system || "user")) FROM conversations) + (SELECT sum(length(text)) FROM turns)
      + (SELECT sum(length(arguments || result)) FROM tool_calls) + (SELECT sum(length(content)) FROM artifact_contents) AS bytes`,
  );
  const kb = (bytes: number) => `${(bytes / 1024).toFixed(0)} kB`;
  const last = times.slice(-50);
  return [
    `checkpoints of a run of ${TASKS.length * TASKS.width} tasks, each with a turn, a tool call and an artifact, one after every ${step} tasks`,
    `  ${at} of them add   ${kb(sum)}: manifests and chunks, compressed (with rows, indexes and free space: ${kb(tables)})`,
    `  the final state    ${kb(final.bytes)} as one checkpoint in an empty store (what was said and made, kept once beside it: ${kb(data)})`,
    `  ratio              ${(sum / final.bytes).toFixed(2)}  target < 3`,
    `  one of them        ${median(last).toFixed(0)} ms with 750 to 1,000 tasks done, ${Math.max(...last).toFixed(0)} ms the slowest of 50  target < 100`,
    `  the first of all   ${final.ms.toFixed(0)} ms with 1,000 tasks done: every conversation hashed, every chunk written`,
  ];
}

/** The same run carried out with nobody looking, and with checkpoints of it made one after another. */
async function beside(bench: Bench): Promise<string[]> {
  const rates: Record<'alone' | 'beside', number[]> = { alone: [], beside: [] };
  let made = 0;
  for (let round = 0; round < ROUNDS * 2; round += 1) {
    const kind = round % 2 === 0 ? 'alone' : 'beside';
    const runId = await create(bench);
    const runner = countingRunner();
    const done = runner.expect(TASKS.length * TASKS.width);
    let running = true;
    const from = performance.now();
    const worker = await bench.app.startWorker({ slots: 100, runner });
    const keeping = (async () => {
      while (running && kind === 'beside') {
        await keep(bench, runId);
        made += 1;
      }
    })();
    await done;
    await untilIdle(bench.app);
    rates[kind].push((TASKS.length * TASKS.width * 1000) / (performance.now() - from));
    running = false;
    await keeping;
    await worker.stop();
  }
  return [
    `the run beside its checkpoints (one after another, in the worker's own process), ${ROUNDS} rounds in turns`,
    `  alone              ${whole(median(rates.alone))} tasks/s  (${rates.alone.map(whole).join(' ')})`,
    `  beside ${made} of them  ${whole(median(rates.beside))} tasks/s  (${rates.beside.map(whole).join(' ')})`,
  ];
}

/** A past moment of a long log: read, folded and kept. */
async function past(bench: Bench): Promise<string[]> {
  const runId = await create(bench);
  await bench.app.db.query({
    text: `INSERT INTO run_events (run_id, seq, type, at, actor, node, data)
      SELECT $1, s, CASE WHEN s <= 1001 THEN 'task.started' ELSE 'task.turn' END, signalbox_now(), 'worker:x', (s - 2) % 1000,
        CASE WHEN s <= 1001 THEN '{"attempt":1,"epoch":1}'::jsonb ELSE jsonb_build_object('attempt', 1, 'epoch', 1, 'conversation', 1, 'turn', (s - 2) / 1000,
          'model', 'm', 'inputTokens', 1000, 'outputTokens', 200, 'costUsd', 0.001, 'priced', true, 'toolCalls', '["write_artifact"]'::jsonb) END
      FROM generate_series(2, $2::int) s`,
    values: [runId, EVENTS],
  });
  await bench.app.db.query({ text: 'UPDATE run_heads SET last_seq = $2 WHERE run_id = $1', values: [runId, EVENTS] });
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) times.push((await keep(bench, runId, EVENTS - 1 - round)).ms);
  return [`  a past event of ${whole(EVENTS)}   ${median(times).toFixed(0)} ms  (${times.map((ms) => ms.toFixed(0)).join(' ')})`];
}

export async function measureCheckpoints(bench: Bench): Promise<string[]> {
  return [...(await grow(bench)), ...(await past(bench)), ...(await beside(bench))];
}
