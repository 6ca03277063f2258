import { randomUUID } from 'node:crypto';
import type { Manifest } from '@/server/core/checkpoint/manifest';
import type { ClaimedTask, TurnRecord } from '@/server/core/ports/task-runner';
import { tick } from '@/server/engine/tick';
import { captureRun } from '@/server/services/checkpoints/create-checkpoint';
import type { Engine } from './open-engine';

export const turnRecord = (more: Partial<TurnRecord> = {}): TurnRecord => ({
  conversation: 1,
  turn: 1,
  model: 'm',
  text: 'words',
  refusal: null,
  finishReason: 'stop',
  toolCalls: [],
  inputTokens: 10,
  outputTokens: 5,
  costMicroUsd: 1_234,
  priced: true,
  durationMs: 12,
  feedback: null,
  ...more,
});

/** Carries a task out in the name of a worker: one turn whose tool writes an artifact, and the end. */
export async function carryOut(
  engine: Pick<Engine, 'db' | 'store'>,
  workerId: string,
  task: ClaimedTask,
  words = `of ${task.node}`,
): Promise<void> {
  const store = engine.store(workerId);
  const briefing = await store.brief(task);
  const { conversation } = briefing?.conversation ?? (await store.startConversation(task, { system: 'system', user: `do ${words}` }));
  const turn = (briefing?.conversation?.turns.length ?? 0) + 1;
  const toolCalls = [{ id: `call_${turn}`, name: 'write_artifact', arguments: JSON.stringify({ words }) }];
  await store.commitTurn(task, turnRecord({ conversation, turn, text: words, toolCalls, finishReason: 'tool_calls' }));
  const artifact = { name: `${task.node}.md`, type: 'document', content: `# ${words} ${turn}`, metadata: {} };
  await store.commitTools(task, { conversation, turn }, [{ index: 0, ok: true, result: `written ${words}` }], [artifact]);
  await tick(engine.db, workerId, [{ ...task, deferrals: 0 }], 0);
}

/** Runs what can be run of the engine's runs, a task at a time; `after` is called behind each. */
export async function carryOutAll(engine: Engine, after: () => Promise<void> = async () => undefined): Promise<void> {
  const workerId = randomUUID();
  for (;;) {
    const [task] = (await tick(engine.db, workerId, [], 1)).claimed;
    if (!task) return;
    await carryOut(engine, workerId, task);
    await after();
  }
}

/** Keeps what the rows say whenever it is asked, to be held against the log afterwards. */
export function createWitness(engine: Engine, runId: string) {
  const seen = new Map<number, Manifest>();
  return {
    seen,
    async look(): Promise<void> {
      const manifest = await captureRun(engine.db, runId);
      seen.set(manifest.seq, manifest);
    },
    /** Both producers, for every moment that was looked at. */
    async compare(): Promise<{ fromRows: Manifest; fromLog: Manifest }[]> {
      const pairs: { fromRows: Manifest; fromLog: Manifest }[] = [];
      for (const [seq, fromRows] of seen) pairs.push({ fromRows, fromLog: await captureRun(engine.db, runId, seq) });
      return pairs;
    },
  };
}
