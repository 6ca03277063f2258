import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Clock } from '@/server/core/ports/clock';
import type { ExecutionStore, TaskOutcome, TaskRunner } from '@/server/core/ports/task-runner';
import { systemClock } from '@/server/infra/clock/system-clock';
import { createModelClient } from '@/server/infra/model/create-model-client';
import { endpointModelConfig } from '@/server/infra/model/model-config';
import { auditRun } from '@/test/engine/audit';
import { type Engine, openEngine, quietLog, task } from '@/test/engine/open-engine';
import { until } from '@/test/engine/until';
import { type ScriptedModel, type ScriptedReply, startScriptedModel } from '@/test/scripted-model';
import type { Worker } from './create-worker';
import { createTaskRunner } from './runners/task-runner';

type Point = 'turn' | 'artifact' | 'finish';

/** A door at a named point: whoever comes to it is noticed, and waits until it is opened. */
interface Door {
  reached: Promise<void>;
  open(): void;
  pass(): Promise<void>;
}

function latch(): { opened: Promise<void>; open(): void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

function door(): Door {
  const [reached, opened] = [latch(), latch()];
  return {
    reached: reached.opened,
    open: opened.open,
    async pass() {
      reached.open();
      await opened.opened;
    },
  };
}

let engine: Engine;
let model: ScriptedModel;
/** Where the first call of the model waits, should it be held. */
let heldCall: Door | null = null;

beforeAll(async () => {
  engine = await openEngine();
  model = await startScriptedModel(async (request): Promise<ScriptedReply> => {
    const held = heldCall;
    heldCall = null;
    await held?.pass();
    const wrote = request.body.messages.some((message) => message.role === 'tool');
    return wrote
      ? { toolCalls: [{ name: 'finish', arguments: { summary: 'Done.' } }] }
      : {
          text: 'I write.',
          toolCalls: [{ name: 'write_artifact', arguments: { name: 'berths.md', content: `Berth ${model.requests.length}` } }],
        };
  });
});
afterAll(async () => {
  await engine.close();
  await model.close();
});
afterEach(async () => {
  model.requests.length = 0;
  await engine.skew('0');
});

/** Time that stands still for a worker until it is let go on: it does not beat, and so believes what it believed. */
function frozenClock(): { clock: Clock; thaw(): void } {
  const thawed = latch();
  let frozen = true;
  const sleep: Clock['sleep'] = async (ms, signal) => {
    if (frozen) {
      const aborted = new Promise<never>((_, reject) =>
        signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
      );
      await Promise.race([thawed.opened, aborted]);
    }
    await systemClock.sleep(ms, signal);
  };
  return {
    clock: { ...systemClock, sleep },
    thaw() {
      frozen = false;
      thawed.open();
    },
  };
}

/** The real agent on the real store and a real endpoint; `held` is where it is stopped once. */
function agentOf(workerId: string, held: { point: Point; door: Door } | null): TaskRunner & { outcomes: TaskOutcome[] } {
  const models = { economy: null, standard: 'm', premium: null };
  const client = createModelClient(endpointModelConfig({ baseUrl: model.url, apiKey: null, models }, 60_000), { clock: systemClock });
  const store = engine.store(workerId);
  const commitTools: ExecutionStore['commitTools'] = async (...given) => {
    if (held?.point === 'artifact') await held.door.pass();
    return store.commitTools(...given);
  };
  const runner = createTaskRunner({ store: { ...store, commitTools }, model: client, clock: systemClock, log: quietLog });
  const outcomes: TaskOutcome[] = [];
  return {
    outcomes,
    async run(claimed, control) {
      const outcome = await runner.run(claimed, control);
      if (held?.point === 'finish') await held.door.pass();
      outcomes.push(outcome);
      return outcome;
    },
  };
}

/** Every row that an execution could have changed. */
async function everything(runId: string): Promise<Record<string, unknown[]>> {
  const tables = ['run_heads', 'tasks', 'ready_tasks', 'attempts', 'run_events', 'conversations', 'turns', 'tool_calls', 'artifacts'];
  const rows = await Promise.all(
    tables.map((table) =>
      engine.db.query({ text: `SELECT to_jsonb(x) AS x FROM ${table} x WHERE run_id = $1 ORDER BY x::text`, values: [runId] }),
    ),
  );
  return Object.fromEntries(tables.map((table, index) => [table, rows[index] ?? []]));
}

const ended = (runId: string) => until('the run to end', async () => (await engine.runs.get(runId)).status === 'SUCCEEDED');

it.each<[Point, requests: number, TaskOutcome]>([
  ['turn', 5, { kind: 'abandoned' }],
  ['artifact', 4, { kind: 'abandoned' }],
  ['finish', 4, { kind: 'succeeded' }],
])(
  'of two workers that both believe they own a task, the one that comes late with its %s is refused',
  async (point, requests, believed) => {
    const runId = await engine.create([task('a'), task('b', ['a'])]);
    const held = door();
    if (point === 'turn') heldCall = held;
    const late = { id: randomUUID(), ...frozenClock() };
    const lateAgent = agentOf(late.id, { point, door: held });
    const lateWorker: Worker = await engine.startWorker({ runner: lateAgent, id: late.id, clock: late.clock, slots: 1 });
    await held.reached;

    // Silent for the whole lease, while its session lives: another worker takes the task over and ends the run.
    await engine.skew('16 seconds');
    const other = agentOf(randomUUID(), null);
    const otherWorker = await engine.startWorker({ runner: other, slots: 1 });
    await ended(runId);
    await otherWorker.stop();
    const before = await everything(runId);
    expect(before.artifacts).toHaveLength(2);

    // The late one still believes that the task is its own.
    held.open();
    await until('the late execution to end', () => lateAgent.outcomes.length > 0);
    expect(lateAgent.outcomes).toEqual([believed]);
    late.thaw();
    await lateWorker.stop();

    expect(await everything(runId)).toEqual(before);
    await auditRun(engine.db, runId);
    const events = await engine.runs.events({ runId, after: 0, limit: 200 });
    const line = events.items.filter(
      ({ type, taskKey }) => taskKey === 'a' && ['task.started', 'task.released', 'task.succeeded'].includes(type),
    );
    expect(line.map(({ type, data, actor }) => [type, data.epoch, actor === `worker:${late.id}`])).toEqual([
      ['task.started', 1, true],
      ['task.released', 1, false],
      ['task.started', 2, false],
      ['task.succeeded', 2, false],
    ]);
    // Two for each task; one more where the late turn could not be kept.
    expect(model.requests).toHaveLength(requests);
  },
);
