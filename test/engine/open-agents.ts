import { randomUUID } from 'node:crypto';
import type { Resumed } from '@/lib/contracts/checkpoint';
import { systemClock } from '@/server/infra/clock/system-clock';
import { createModelClient } from '@/server/infra/model/create-model-client';
import { endpointModelConfig } from '@/server/infra/model/model-config';
import type { Worker } from '@/server/worker/create-worker';
import { createTaskRunner } from '@/server/worker/runners/task-runner';
import { type ScriptedModel, type ScriptedReply, startScriptedModel } from '../scripted-model';
import { type Engine, openEngine, quietLog } from './open-engine';
import { resumeFrom } from './resume-from';
import { until } from './until';

/** One call of the model, from its arrival until it was answered or given up. */
export interface Call {
  prompt: string;
  from: number;
  to: number | null;
  aborted: boolean;
}

export interface Agents extends Engine {
  calls: Call[];
  model: ScriptedModel;
  agentWorker(slots?: number): Promise<Worker>;
  /** Goes on from a seq of a run. */
  resume(runId: string, seq: number | undefined, input: Record<string, unknown>): Promise<Resumed>;
  ended(runId: string): Promise<string>;
  seqOf(runId: string, type: string, key?: string, nth?: number): Promise<number>;
}

/** The engine with agents whose model does what `reply` says, over HTTP. A task's prompt names it: "do <key>". */
export async function openAgents(
  reply: (prompt: string, call: number, messages: { role: string; content: string | null }[]) => ScriptedReply | Promise<ScriptedReply>,
  delay: (call: number) => number = () => 0,
): Promise<Agents> {
  const engine = await openEngine();
  const calls: Call[] = [];
  const model = await startScriptedModel(async (request) => {
    const { messages } = request.body;
    const user = messages.find((message) => message.role === 'user')?.content ?? '';
    const call: Call = { prompt: user.slice(user.lastIndexOf('\n') + 1), from: performance.now(), to: null, aborted: false };
    calls.push(call);
    const index = calls.filter((one) => one.prompt === call.prompt).length;
    const end = performance.now() + delay(calls.length);
    while (performance.now() < end && !request.aborted) await new Promise((resolve) => setTimeout(resolve, 5));
    const answer = await reply(call.prompt, index, messages);
    call.to = performance.now();
    call.aborted = request.aborted;
    return answer;
  });
  const models = { economy: 'gpt-5-mini', standard: 'gpt-5-mini', premium: 'gpt-5-mini' };
  const client = createModelClient(endpointModelConfig({ baseUrl: model.url, apiKey: null, models }, 5_000), { clock: systemClock });
  const { db, runs } = engine;
  return {
    ...engine,
    calls,
    model,
    agentWorker: (slots = 8) => {
      const id = randomUUID();
      return engine.startWorker({
        id,
        slots,
        runner: createTaskRunner({ store: engine.store(id), model: client, clock: systemClock, log: quietLog }),
      });
    },
    resume: (runId, seq, input) => resumeFrom(engine, runId, seq, input),
    async ended(runId) {
      return until(`run ${runId} to end`, async () => {
        const { status } = await runs.get(runId);
        return ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(status) ? status : null;
      });
    },
    async seqOf(runId, type, key, nth = 0) {
      return until(`${type} of ${key ?? 'the run'}`, async () => {
        const rows = await db.query<{ seq: number }>({
          text: `SELECT e.seq FROM run_events e LEFT JOIN task_specs s ON s.run_id = e.run_id AND s.node = e.node
            WHERE e.run_id = $1 AND e.type = $2 AND ($3::text IS NULL OR s.key = $3) ORDER BY e.seq`,
          values: [runId, type, key ?? null],
        });
        return rows[nth]?.seq;
      });
    },
    async close() {
      await engine.close();
      await model.close();
    },
  };
}
