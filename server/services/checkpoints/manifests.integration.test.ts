import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listDeadLettersSchema, replayDeadLetterSchema } from '@/lib/contracts/dead-letter';
import { packManifest, unpackManifest } from '@/server/core/checkpoint/chunks';
import type { ClaimedTask } from '@/server/core/ports/task-runner';
import { settleTask } from '@/server/engine/settle';
import { tick } from '@/server/engine/tick';
import { seeded } from '@/test/engine/clocks';
import { openDeadLetters } from '@/test/engine/dead-letters';
import { firstSeed } from '@/test/engine/first-seed';
import { createWitness, turnRecord } from '@/test/engine/manifests';
import { type Engine, openEngine, operator, task } from '@/test/engine/open-engine';
import { resumeFrom } from '@/test/engine/resume-from';
import { failure } from '@/test/engine/runners';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const outputs = { type: 'object', properties: { n: { type: 'number' } } };

const refusedForItsBudget = (error: { message?: string }) => expect(error.message).toContain('Raise the budget first');

interface Talk {
  conversation: number;
  turn: number;
}

let rewinds = 0;

/** A run of ten tasks, moved at random by everything that moves a run; what the rows say is looked at behind each move. */
async function live(seed: number): Promise<void> {
  const random = seeded(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const runId = await engine.create(
    Array.from({ length: 10 }, (_, node) =>
      task(
        `t${node}`,
        Array.from({ length: node }, (__, at) => at)
          .filter((at) => at >= node - 3 && below(2) === 0)
          .map((at) => `t${at}`),
        { maxAttempts: 2, priority: below(3), ...(node % 3 === 0 ? { outputs } : {}) },
      ),
    ),
    { budgetUsd: 5, inputs: [{ name: 'in.md', type: 'document', content: 'given' }] },
  );
  const workerId = randomUUID();
  const witness = createWitness(engine, runId);
  const letters = openDeadLetters(engine, { replayLimit: 50, retentionDays: 30, autoReplay: false });
  const talks = new Map<string, Talk>();
  const held: ClaimedTask[] = [];
  const settle = async (one: ClaimedTask, settlement: Parameters<typeof settleTask>[2]) => {
    await engine.db.transaction((tx) => settleTask(tx, one, settlement, 'worker:x'));
    held.splice(held.indexOf(one), 1);
  };
  const speak = async (one: ClaimedTask) => {
    const store = engine.store(workerId);
    const briefing = await store.brief(one);
    const conversation =
      briefing?.conversation?.conversation ?? (await store.startConversation(one, { system: 's', user: `u${one.node}` })).conversation;
    const turn = (briefing?.conversation?.turns.length ?? 0) + 1;
    talks.set(`${one.node}`, { conversation, turn });
    const toolCalls = [{ id: 'c', name: 'write_artifact', arguments: `{"at":${turn}}` }];
    await store.commitTurn(one, turnRecord({ conversation, turn, toolCalls, priced: below(4) > 0, costMicroUsd: 1 + below(1_000) }));
  };
  const runTools = async (one: ClaimedTask) => {
    const at = talks.get(`${one.node}`);
    if (!at) return;
    const artifact = { name: `${one.node}.md`, type: 'document', content: `${seed} ${below(1_000)}`, metadata: { at: at.turn } };
    const values = one.node % 3 === 0 ? { n: below(9) } : null;
    await engine.store(workerId).commitTools(one, at, [{ index: 0, ok: true, result: 'r' }], [artifact], values);
  };
  const rewind = async () => {
    const { lastSeq } = await engine.runs.get(runId);
    const start = below(4) > 0;
    await resumeFrom(engine, runId, 1 + below(lastSeq), { start });
    // Whoever still works on what was is fenced. What was aborted has its moment to end.
    held.length = 0;
    talks.clear();
    rewinds += 1;
    await engine.skew(`${2 * rewinds} seconds`);
  };
  /** Whatever chance does: one failure that is replayed. */
  const failAndReplay = async () => {
    held.push(...(await tick(engine.db, workerId, [], 1)).claimed);
    await witness.look();
    const [one] = held;
    if (!one) throw new Error('a run that has just begun has nothing to do');
    await settle(one, { kind: 'failed', failure: failure({ permanent: true }), retryDelayMs: 0, freshConversation: false });
    await witness.look();
    const [letter] = (await letters.list(listDeadLettersSchema.parse({ runId, status: 'pending' }))).items;
    await letters.replay(replayDeadLetterSchema.parse({ deadLetterId: letter?.id, changes: { prompt: 'once more' } }), operator);
    await witness.look();
  };
  const moves: ((one: ClaimedTask | undefined) => Promise<unknown>)[] = [
    async () => held.push(...(await tick(engine.db, workerId, [], 1 + below(2))).claimed),
    async (one) => one && speak(one),
    async (one) => one && runTools(one),
    async (one) => {
      if (!one) return;
      await tick(engine.db, workerId, [{ ...one, deferrals: 0 }], 0);
      held.splice(held.indexOf(one), 1);
    },
    async (one) =>
      one &&
      settle(one, { kind: 'failed', failure: failure({ permanent: below(8) === 0 }), retryDelayMs: 0, freshConversation: below(2) === 0 }),
    async (one) => one && settle(one, { kind: 'released', reason: 'shutdown' }),
    async (one) => one && settle(one, { kind: 'postponed', reason: 'rate_limit', delayMs: 0 }),
    async (one) => one && below(4) === 0 && settle(one, { kind: 'waiting', for: 'approval', asks: [] }),
    async () => {
      const letter = (await letters.list(listDeadLettersSchema.parse({ runId, status: 'pending' }))).items[0];
      if (!letter) return;
      const deadLetterId = letter.id;
      await (below(3) > 0
        ? letters.replay(replayDeadLetterSchema.parse({ deadLetterId, changes: { prompt: `anew ${below(99)}`, input: 'i' } }), operator)
        : letters.resolve({ deadLetterId, resolutionNotes: 'set aside' }, operator)
      ).catch(() => undefined);
    },
    async () => below(4) === 0 && engine.runs.setBudget(runId, 1 + below(9), operator).catch(() => undefined),
    async () => below(6) === 0 && engine.runs.pause(runId, operator).catch(() => undefined),
    async () => engine.runs.resume(runId, operator).catch(() => undefined),
    async () => below(60) === 0 && engine.runs.cancel(runId, operator).catch(() => undefined),
    async () => below(5) === 0 && rewind().catch(refusedForItsBudget),
  ];
  await failAndReplay();
  for (let count = 0; count < 120; count += 1) {
    if (count === 60) {
      // Also what was cancelled or is over goes on from there.
      await engine.runs.setBudget(runId, 100, operator).catch(() => undefined);
      await rewind();
    } else await moves[below(moves.length)]?.(held[below(held.length)]);
    await witness.look();
  }
  // Its workers are free for the next.
  await engine.runs.cancel(runId, operator).catch(() => undefined);
  const pairs = await witness.compare();
  // The beginning of work, its failure, the replay and the rewind at least, however soon chance ended the run.
  expect(pairs.length).toBeGreaterThanOrEqual(4);
  const types = await engine.db.query<{ type: string }>({
    text: 'SELECT DISTINCT type FROM run_events WHERE run_id = $1',
    values: [runId],
  });
  expect(types.map(({ type }) => type)).toEqual(expect.arrayContaining(['task.replayed', 'run.rewound']));
  for (const { fromRows, fromLog } of pairs) {
    expect(fromLog, `seed ${seed}, seq ${fromRows.seq}`).toEqual(fromRows);
    const packed = packManifest(fromRows);
    expect(
      unpackManifest(
        packed.root,
        packed.chunks.map((chunk) => chunk.text),
      ),
    ).toEqual(fromRows);
  }
}

it('rows and log say the same of every moment, and chunks put together are what was taken apart', { timeout: 120_000 }, async () => {
  const first = firstSeed('MANIFEST_SEED');
  for (let seed = first; seed < first + 4; seed += 1) await live(seed);
});
