import { readAnswer, readOpinion } from '@/server/core/escalation/read-consult';
import type { Clock } from '@/server/core/ports/clock';
import type { ConsultDesk } from '@/server/core/ports/consult-desk';
import type { Ladder } from '@/server/core/ports/ladder';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import type { ModelAnswer, ModelClient } from '@/server/core/ports/model';
import { isActive } from '@/server/core/run/head';
import { type ConsultCall, type ConsultOutcome, canPay, settleConsult } from '@/server/engine/settle-consult';
import type { Database } from '@/server/infra/db/tx';
import { type ClaimedConsult, claimConsult, finishConsult, renewConsult, requeueConsult } from '@/server/repositories/consult-repository';
import { briefConsult, type ConsultBriefing } from './brief-consult';

const LEASE_MS = 30_000;
const RENEW_MS = 1_000;
const FIRST_RETRY_MS = 2_000;
const MAX_RETRY_MS = 60_000;
/** A paused run asks nobody; it is looked at again this often. */
const PAUSED_MS = 2_000;
/** Answers that cannot be read are paid for: so often and no more. */
const MAX_UNREADABLE = 4;
/** Whoever waits for an answer is told at last that there is none. A judge is tried for as long as its tier lasts. */
const MAX_ANSWER_TRIES = 8;

export interface ConsultsDeps {
  db: Database;
  bus: LiveBus;
  clock: Clock;
  log: Log;
  model: ModelClient;
  ladder: Ladder;
  /** COST_BLOCK_THRESHOLD. */
  blockThreshold: number;
  workerId: string;
}

/** Where agents and leads are asked about escalations: one at a time, claimed under a lease, beside the runs. */
export function createConsultDesk(deps: ConsultsDeps): ConsultDesk {
  return {
    async next(signal) {
      const consult = await claimConsult(deps.db, { workerId: deps.workerId, leaseMs: LEASE_MS });
      if (!consult) return false;
      try {
        await carryOut(deps, consult, signal);
      } catch (error) {
        deps.log.warn(
          { err: error, escalationId: consult.escalationId },
          'somebody could not be asked about an escalation; it is tried again',
        );
        await requeueConsult(deps.db, consult, { delayMs: retryMs(consult), error: wordsOf(error), free: false });
      }
      return true;
    },
  };
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const retryMs = ({ tries }: ClaimedConsult): number => Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (tries - 1));

async function carryOut(deps: ConsultsDeps, consult: ClaimedConsult, signal: AbortSignal): Promise<void> {
  const { db } = deps;
  const briefing = await briefConsult(db, consult);
  // Whoever has asked waits for an answer, and their clock with them.
  if (briefing && consult.kind === 'answer' && briefing.asked.status === 'OPEN' && hasEnded(briefing))
    return settle(deps, consult, unasked('The run has ended.'), briefing);
  if (!briefing || !isWanted(consult, briefing)) {
    return finishConsult(db, consult, { status: 'void', answer: null, model: null, costMicroUsd: 0 });
  }
  const { run, role, request } = briefing;
  // What stands still by its budget cannot pay; what stands still by a person's word waits for it.
  const outcome = !canPay(run, deps.blockThreshold)
    ? unasked('The run has no money left to ask anybody.')
    : role && request
      ? null
      : unasked(`There is no role "${consult.role}".`);
  if (outcome) return settle(deps, consult, outcome, briefing);
  if (run.status === 'PAUSED' && run.statusReason === null)
    return requeueConsult(db, consult, { delayMs: PAUSED_MS, error: null, free: true });
  await ask(deps, consult, briefing, signal);
}

const unasked = (reason: string): ConsultOutcome => ({ kind: 'unasked', reason });

function isWanted({ kind, tier }: ClaimedConsult, { asked, run }: ConsultBriefing): boolean {
  if (asked.status !== 'OPEN' || (kind === 'judge' && asked.tier !== tier)) return false;
  return !hasEnded({ run });
}

/** Of a run that has failed, a letter may still be decided about. */
const hasEnded = ({ run }: Pick<ConsultBriefing, 'run'>): boolean => !isActive(run.status) && run.status !== 'FAILED';

async function ask(deps: ConsultsDeps, consult: ClaimedConsult, briefing: ConsultBriefing, signal: AbortSignal): Promise<void> {
  const { db, model } = deps;
  const { request, role, run } = briefing;
  if (!request || !role) throw new Error('unreachable: nobody to ask');
  const lost = new AbortController();
  const ended = new AbortController();
  const kept = keepLease(deps, consult, lost, ended.signal);
  const { system, user, responseSchema } = request;
  const messages = [
    { role: 'system' as const, content: system },
    { role: 'user' as const, content: user },
  ];
  const result = await model.complete(
    { tier: role.tier, messages, tools: [], responseSchema },
    { signal: AbortSignal.any([signal, lost.signal]), idempotencyKey: `consult:${consult.id}:a${consult.tries}` },
  );
  ended.abort();
  await kept;
  if (result.ok) return settle(deps, consult, outcomeOf(deps, consult, result.answer, run.budgetMicroUsd !== null), briefing);
  if ('aborted' in result) return signal.aborted ? giveBack(deps, consult) : undefined;
  const { failure, retryAfterMs, postponeMs } = result;
  if (consult.kind === 'answer' && consult.tries >= MAX_ANSWER_TRIES) return settle(deps, consult, unasked(failure.message), briefing);
  const delayMs = postponeMs ?? Math.min(MAX_RETRY_MS, Math.max(retryAfterMs ?? 0, retryMs(consult)));
  return requeueConsult(db, consult, { delayMs, error: failure.message, free: postponeMs !== undefined });
}

const giveBack = ({ db }: ConsultsDeps, consult: ClaimedConsult): Promise<void> =>
  requeueConsult(db, consult, { delayMs: 0, error: null, free: true });

/** Until the call has ended. A claim that is lost, or that nobody wants to know of any more, cuts the call. */
async function keepLease(deps: ConsultsDeps, consult: ClaimedConsult, lost: AbortController, ended: AbortSignal): Promise<void> {
  for (;;) {
    await deps.clock.sleep(RENEW_MS, ended).catch(() => undefined);
    if (ended.aborted) return;
    const held = await renewConsult(deps.db, consult, LEASE_MS).catch(() => true);
    if (held) continue;
    lost.abort();
    await finishConsult(deps.db, consult, { status: 'void', answer: null, model: null, costMicroUsd: 0 });
    return;
  }
}

function outcomeOf(deps: ConsultsDeps, consult: ClaimedConsult, answer: ModelAnswer, budgeted: boolean): ConsultOutcome {
  const priced = answer.costMicroUsd !== null;
  const call: ConsultCall = {
    ...{ model: answer.model, inputTokens: answer.usage.inputTokens, outputTokens: answer.usage.outputTokens, priced },
    costMicroUsd: answer.costMicroUsd ?? (budgeted ? deps.model.assumedCostMicroUsd(answer.usage) : 0),
  };
  const unreadable = (problem: string): ConsultOutcome => ({
    ...{ kind: 'unreadable', call, problem, retryMs: consult.tries < MAX_UNREADABLE ? retryMs(consult) : null },
  });
  if (answer.refusal !== null) return unreadable(`the model refused: ${answer.refusal}`);
  if (consult.kind === 'judge') {
    const read = readOpinion(answer.text);
    return read.ok ? { kind: 'opinion', call, opinion: read.value } : unreadable(read.problem);
  }
  const read = readAnswer(answer.text);
  return read.ok ? { kind: 'answer', call, answer: read.value.answer } : unreadable(read.problem);
}

async function settle(deps: ConsultsDeps, consult: ClaimedConsult, outcome: ConsultOutcome, briefing: ConsultBriefing): Promise<void> {
  const { own, askerRole } = briefing;
  const place = { policy: deps.ladder.current(), blockThreshold: deps.blockThreshold, own, askerRole };
  const head = await deps.db.transaction((tx) => settleConsult(tx, consult, outcome, place));
  if (!head) return;
  deps.bus.publish({ kind: 'run', runId: head.runId, seq: head.lastSeq, ...(head.status === 'PAUSED' ? { control: true as const } : {}) });
  deps.bus.publish({ kind: 'ready' });
}
