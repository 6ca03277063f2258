import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunEvent } from '@/lib/contracts/event';
import { AppError } from '@/lib/errors';
import { edgeFrom } from '@/lib/graph/edges-into';
import type { Caller } from '@/server/core/access/caller';
import { beginFold } from '@/server/core/state-at';
import { createEscalationsService, type EscalationsService } from '@/server/services/escalations/escalations-service';
import { auditRun } from '@/test/engine/audit';
import { seeded } from '@/test/engine/clocks';
import { firstSeed } from '@/test/engine/first-seed';
import { type Engine, openEngine, operator, task } from '@/test/engine/open-engine';
import { readRunRows } from '@/test/engine/run-faults';
import { recordingRunner } from '@/test/engine/runners';
import { until } from '@/test/engine/until';

const RUNS = 4;
const WORDS = 60;
const { HOLDS_WORDS: givenWords } = process.env;
const ada: Caller = { kind: 'user', id: randomUUID(), name: 'ada@example.com', role: 'approver' };

let engine: Engine;
let escalations: EscalationsService;
beforeAll(async () => {
  engine = await openEngine();
  escalations = createEscalationsService(engine);
});
afterAll(() => engine.close());

/** Somebody else was faster: a refusal, never a fault. */
const perhaps = (work: Promise<unknown>) =>
  work.catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code === 'internal') throw error;
  });

/** By the log alone: what begins waits for nothing that is held just then. */
function beganInSpite(events: readonly RunEvent[]): string[] {
  const fold = beginFold(new Set());
  const faults: string[] = [];
  for (const event of events) {
    const { tasks } = fold.state;
    const begun = event.type === 'task.started' && event.node !== undefined ? tasks.get(event.node) : undefined;
    const held = begun?.dependsOn.filter((dep) => tasks.get(dep)?.held && edgeFrom(tasks.get(dep), event.node as number).state !== 'DEAD');
    if (begun && begun.status !== 'WAITING' && held && held.length > 0)
      faults.push(`seq ${event.seq}: task ${event.node} began behind ${held.join(', ')}`);
    fold.push(event);
  }
  return faults;
}

it('whatever is asked, answered and taken back while workers race: nothing begins behind what is held, and every run ends', {
  timeout: 120_000,
}, async () => {
  const seed = firstSeed('HOLDS_SEED');
  const random = seeded(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const oneOf = <T>(list: readonly T[]): T | undefined => list[below(list.length)];
  const runner = () => recordingRunner(() => sleep(below(25)).then(() => ({ kind: 'succeeded' as const })));
  for (let count = 0; count < 3; count += 1) await engine.startWorker({ runner: runner(), slots: 3 });
  const runs: string[] = [];
  for (let count = 0; count < RUNS; count += 1) {
    const waits = (node: number) => Array.from({ length: node }, (_, dep) => dep).filter((dep) => dep >= node - 4 && below(2) === 0);
    const tasks = Array.from({ length: 24 }, (_, node) =>
      task(
        `t${node}`,
        waits(node).map((dep) => `t${dep}`),
      ),
    );
    runs.push(await engine.create(tasks));
    // Something is asked before anything can have ended.
    await perhaps(escalations.create(question(runs[count] as string, 't0'), operator));
  }
  const open = async () => (await escalations.list({ status: 'OPEN', limit: 100 })).items;
  const words: Record<string, () => Promise<unknown>> = {
    ask: () => perhaps(escalations.create(question(oneOf(runs) as string, `t${below(24)}`), operator)),
    approve: async () => {
      const one = oneOf(await open());
      // Two at once: one of them is too late.
      const approve = () => perhaps(escalations.decide({ escalationId: one?.id ?? '', status: 'APPROVED' }, ada));
      if (one) await Promise.all([approve(), approve()]);
    },
    revoke: async () => {
      const one = oneOf((await escalations.list({ status: 'APPROVED', limit: 100 })).items);
      if (one) await perhaps(escalations.revoke({ escalationId: one.id, reason: 'Not yet.' }, ada));
    },
    pause: () => perhaps(engine.runs.pause(oneOf(runs) as string, operator)),
    resume: () => perhaps(engine.runs.resume(oneOf(runs) as string, operator)),
  };
  try {
    const names = ['ask', 'ask', 'ask', 'approve', 'approve', 'approve', 'revoke', 'pause', 'resume', 'resume'];
    for (let count = 0; count < Number(givenWords ?? WORDS); count += 1) {
      await Promise.all([words[oneOf(names) ?? 'ask']?.(), words[oneOf(names) ?? 'ask']?.()]);
      await auditRun(engine.db, oneOf(runs) as string);
    }
    await until(
      'every run has ended',
      async () => {
        for (const one of await open()) await perhaps(escalations.decide({ escalationId: one.id, status: 'APPROVED' }, ada));
        for (const runId of runs) await perhaps(engine.runs.resume(runId, operator));
        const statuses = await Promise.all(runs.map(async (runId) => (await engine.runs.get(runId)).status));
        return statuses.every((status) => status === 'SUCCEEDED');
      },
      60_000,
    );
    for (const runId of runs) {
      await auditRun(engine.db, runId);
      const { events } = await readRunRows(engine.db, runId);
      expect(beganInSpite(events)).toEqual([]);
      expect(events.some(({ type }) => type === 'escalation.opened')).toBe(true);
    }
  } catch (error) {
    throw new Error(`Repeat with HOLDS_SEED=${seed}`, { cause: error });
  }
});

const question = (runId: string, taskKey: string) =>
  ({ runId, taskKey, type: 'quality_concern', title: 'Is it good?', description: 'x', priority: 'LOW' }) as const;
