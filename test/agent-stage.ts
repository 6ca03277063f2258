import type { ExecutionControl, StopReason, TaskBriefing } from '@/server/core/ports/task-runner';
import { createModelClient } from '@/server/infra/model/create-model-client';
import { endpointModelConfig } from '@/server/infra/model/model-config';
import { createTaskRunner } from '@/server/worker/runners/task-runner';
import { briefingOf, createMemoryStore, type MemoryStore } from './memory-execution-store';
import { type Script, type ScriptedModel, startScriptedModel } from './scripted-model';

export const clock = {
  now: () => performance.now(),
  sleep: (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    }),
  random: () => 0.5,
};
export const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
export const task = { runId: 'run', node: 1, epoch: 7, attempt: 1 };

const servers: ScriptedModel[] = [];
/** To be called after each test: the scripted models of its stages end. */
export async function closeStages(): Promise<void> {
  await Promise.all(servers.splice(0).map((server) => server.close()));
}

/** An agent's loop with a model that follows a script over real HTTP, and a store in memory. */
export interface Stage {
  store: MemoryStore;
  model: ScriptedModel;
  words: string[];
  stop: { reason: StopReason | null; abort: AbortController };
  run(attempt?: number): Promise<unknown>;
}

export async function stage(script: Script, briefing: Partial<TaskBriefing> = {}, planErrors: string[][] = []): Promise<Stage> {
  const model = await startScriptedModel(script);
  servers.push(model);
  const store = createMemoryStore(briefingOf(briefing), planErrors);
  const models = { economy: null, standard: 'gpt-5-mini', premium: null };
  const client = createModelClient(endpointModelConfig({ baseUrl: model.url, apiKey: 'key', models }, 5_000), { clock });
  const runner = createTaskRunner({ store, model: client, clock, log });
  const words: string[] = [];
  const stop = { reason: null as StopReason | null, abort: new AbortController() };
  const control: ExecutionControl = {
    signal: stop.abort.signal,
    stopRequested: () => stop.reason,
    speak: (_key, turn, delta) => words.push(`${turn}:${delta}`),
    endTurn: () => undefined,
  };
  return { store, model, words, stop, run: (attempt = 1) => runner.run({ ...task, attempt }, control) };
}
