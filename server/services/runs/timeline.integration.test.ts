import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TASK_STATUSES } from '@/lib/contracts/task';
import type { TimelineAnswer } from '@/lib/contracts/timeline';
import { type Engine, layers, openEngine } from '@/test/engine/open-engine';
import { until } from '@/test/engine/until';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

function shownAt({ tasks, steps, edges }: TimelineAnswer, seq: number): Record<string, string> {
  const keyOf = new Map(tasks.map((task) => [task.index, task.key]));
  const shown: Record<string, string> = {};
  for (const [from = 0, row = 0] of edges) if (from <= seq) shown[keyOf.get(row) ?? ''] = 'PENDING';
  for (let index = 0; index < steps.length; index += 6) {
    const [from = 0, row = 0, status = 0] = steps.slice(index, index + 3);
    if (from <= seq) shown[keyOf.get(row) ?? ''] = TASK_STATUSES[status] ?? 'gone';
  }
  return shown;
}

it('says of every past event what the state behind it says, and of a tail only what came later', async () => {
  const runId = await engine.create(layers(1, 3, 1));
  const first = await engine.runs.timeline({ runId, after: 0 });
  const worker = await engine.startWorker({ runner: { run: async () => ({ kind: 'succeeded' }) } });
  await until('the end of the run', async () => (await engine.runs.get(runId)).status === 'SUCCEEDED');
  await worker.stop();
  const tail = await engine.runs.timeline({ runId, after: first.lastSeq });
  const all = await engine.runs.timeline({ runId, after: 0 });
  expect(tail.tasks).toEqual([]);
  expect(tail.events).toHaveLength((all.lastSeq - first.lastSeq) * 4);
  for (let seq = 1; seq <= all.lastSeq; seq++) {
    const state = await engine.runs.stateAt({ runId, seq });
    expect(shownAt(all, seq), `seq ${seq}`).toEqual(Object.fromEntries(state.tasks.map(({ key, status }) => [key, status])));
  }
});

it('refuses what is not there', async () => {
  const runId = await engine.create(layers(1));
  await expect(engine.runs.timeline({ runId: randomUUID(), after: 0 })).rejects.toMatchObject({ code: 'not_found' });
  await expect(engine.runs.timeline({ runId, after: 99 })).rejects.toMatchObject({ code: 'invalid_input', issues: [{ path: 'after' }] });
  await expect(engine.runs.stateAt({ runId, seq: 99 })).rejects.toMatchObject({ code: 'invalid_input', issues: [{ path: 'seq' }] });
});

it('answers soon and small for a thousand tasks of three attempts', async () => {
  const runId = await engine.create(Array.from({ length: 1_000 }, (_, index) => ({ key: `t${index}`, role: 'tech_lead', prompt: 'x' })));
  await engine.db.query({
    text: `WITH made AS (
        SELECT n.node, a.attempt, k.type, row_number() OVER (ORDER BY a.attempt, n.node, k.place) + 1 AS seq
        FROM generate_series(0, 999) AS n(node), generate_series(1, 3) AS a(attempt),
          (VALUES (1, 'task.started'), (2, 'task.turn'), (3, 'end')) AS k(place, type)
      ), added AS (
        INSERT INTO run_events (run_id, seq, type, at, actor, node, data)
        SELECT $1, seq, CASE WHEN type <> 'end' THEN type WHEN attempt < 3 THEN 'task.retry_scheduled' ELSE 'task.succeeded' END,
          now() + seq * interval '50 ms', 'worker:x', node, jsonb_build_object('attempt', attempt, 'epoch', attempt, 'costUsd', 0.01,
            'conversation', 1, 'turn', attempt, 'retryAt', '', 'failure', jsonb_build_object('code', 'rate_limited', 'httpStatus', 429))
        FROM made RETURNING seq
      ) UPDATE run_heads SET last_seq = (SELECT max(seq) FROM added) WHERE run_id = $1`,
    values: [runId],
  });
  const readMs = async (after: number) => {
    const fromMs = performance.now();
    const cpu = process.cpuUsage();
    const answer = await engine.runs.timeline({ runId, after });
    // What others do on the machine is not in it.
    return { ms: performance.now() - fromMs, cpuMs: process.cpuUsage(cpu).user / 1_000, answer };
  };
  const whole = await readMs(0);
  const tails: number[] = [];
  for (let round = 0; round < 5; round++) tails.push((await readMs(9_001)).ms);
  const text = JSON.stringify(whole.answer);
  console.log(
    `timeline of 1,000 tasks, 9,001 events: ${whole.ms.toFixed(0)} ms (${whole.cpuMs.toFixed(0)} of the processor), ${Math.round(text.length / 1_000)} kB (${Math.round(gzipSync(text).length / 1_000)} kB on the wire); tail ${Math.min(...tails).toFixed(1)} ms`,
  );
  expect(whole.answer.steps.length / 6).toBe(1_000 + 6_000);
  expect(text.length).toBeLessThan(500_000);
});
