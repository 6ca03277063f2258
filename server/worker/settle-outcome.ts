import { assertNever } from '@/lib/errors';
import type { AgentQuestion } from '@/server/core/agent/agent-question';
import type { LadderPolicy } from '@/server/core/escalation/policy';
import type { Clock } from '@/server/core/ports/clock';
import type { Ladder } from '@/server/core/ports/ladder';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import type { ClaimedTask, Ruling, TaskOutcome } from '@/server/core/ports/task-runner';
import { retryDelayMs } from '@/server/core/task/retry';
import type { Settlement } from '@/server/core/task/settle-task';
import { askQuestion } from '@/server/engine/agent-question';
import { settleTask } from '@/server/engine/settle';
import { settleRuling } from '@/server/engine/settle-ruling';
import type { HeadFact } from '@/server/engine/tick';
import type { Database, Tx } from '@/server/infra/db/tx';

const RETRY_MS = 500;
const MAX_RETRY_MS = 10_000;

interface SettleDeps {
  db: Database;
  bus: LiveBus;
  clock: Clock;
  log: Log;
  ladder: Ladder;
  workerId: string;
}

/**
 * Writes what a task came to that did not succeed. Never rejects: while the database is away it is tried again, and the fence
 * makes it harmless once somebody else has the task. Returns in how many ms the task may be claimed again; null: not to be waited for.
 */
export async function settleOutcome(
  deps: SettleDeps,
  task: ClaimedTask,
  outcome: Exclude<TaskOutcome, { kind: 'succeeded' }>,
  stopping: boolean,
): Promise<number | null> {
  const settlement = settlementOf(task, outcome, stopping, deps.clock);
  if (!settlement) return null;
  for (let retryMs = RETRY_MS; ; retryMs = Math.min(MAX_RETRY_MS, retryMs * 2)) {
    try {
      const head = await deps.db.transaction((tx) =>
        settle(tx, task, settlement, { actor: `worker:${deps.workerId}`, policy: deps.ladder.current() }),
      );
      if (head) deps.bus.publish({ kind: 'run', runId: head.runId, seq: head.seq });
      if (head && (settlement.kind === 'released' || settlement.kind === 'judged')) deps.bus.publish({ kind: 'ready' });
      return head ? delayOf(settlement) : null;
    } catch (error) {
      deps.log.error({ err: error, runId: task.runId, node: task.node }, 'an outcome was not written; it is tried again');
      await deps.clock.sleep(retryMs);
    }
  }
}

/** What an outcome is written as; `judged` and `asking` have ways of their own: others may fall with one, or be asked. */
type Written = Settlement | { kind: 'judged'; ruling: Ruling } | { kind: 'asking'; question: AgentQuestion };

function settle(
  tx: Tx,
  task: ClaimedTask,
  written: Written,
  { actor, policy }: { actor: string; policy: LadderPolicy },
): Promise<HeadFact | null> {
  if (written.kind === 'asking') return askQuestion(tx, task, written.question, { actor, policy });
  return written.kind === 'judged' ? settleRuling(tx, task, written.ruling, actor, policy) : settleTask(tx, task, written, actor, policy);
}

function delayOf(settlement: Written): number | null {
  if (settlement.kind === 'failed') return settlement.retryDelayMs;
  return settlement.kind === 'postponed' ? settlement.delayMs : null;
}

function settlementOf(
  task: ClaimedTask,
  outcome: Exclude<TaskOutcome, { kind: 'succeeded' }>,
  stopping: boolean,
  clock: Clock,
): Written | null {
  switch (outcome.kind) {
    case 'failed': {
      const delay = retryDelayMs({ attempt: task.attempt, retryAfterMs: outcome.retryAfterMs, random: clock.random() });
      const { failure, freshConversation, evidence } = outcome;
      return { kind: 'failed', failure, retryDelayMs: delay, freshConversation, evidence };
    }
    case 'postponed':
      return { kind: 'postponed', reason: outcome.reason, delayMs: outcome.delayMs };
    case 'waiting':
    case 'judged':
    case 'asking':
      return outcome;
    case 'released':
      return { kind: 'released', reason: outcome.reason };
    case 'abandoned':
      // Aborted because shutdown ran out of time: the task is still ours to give back.
      return stopping ? { kind: 'released', reason: 'shutdown' } : null;
    default:
      return assertNever(outcome);
  }
}
