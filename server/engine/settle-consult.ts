import { fromMicroUsd } from '@/lib/contracts/common';
import { decideSpend, isOverBudget } from '@/server/core/budget/budget';
import { MAX_QUESTIONS, type OwnRoles, whyNotApprove } from '@/server/core/escalation/authority';
import { stepWhenPassedOn } from '@/server/core/escalation/ladder';
import type { LadderPolicy } from '@/server/core/escalation/policy';
import type { Opinion } from '@/server/core/escalation/read-consult';
import { isActive, type NewEvent, type RunHead } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import {
  type ClaimedConsult,
  countQuestions,
  enqueueConsult,
  finishConsult,
  holdConsult,
  insertConsultCall,
  payConsult,
  requeueConsult,
} from '@/server/repositories/consult-repository';
import { appendEntry, type EscalationRow, findEscalation } from '@/server/repositories/escalation-repository';
import { answerQuestion } from './answer-question';
import { askForBudget } from './ask-for-budget';
import { enterTier } from './enter-tier';
import { lockHeadIfAny, saveHead } from './run-gate';
import { settleEscalation } from './settle-escalation';

/** A call of a model that has to be paid, whatever its answer is worth. */
export interface ConsultCall {
  model: string;
  inputTokens: number;
  outputTokens: number;
  costMicroUsd: number;
  priced: boolean;
}

export type ConsultOutcome =
  | { kind: 'opinion'; call: ConsultCall; opinion: Opinion }
  | { kind: 'answer'; call: ConsultCall; answer: string }
  /** `retryMs`: it is asked once more then; null: that was the last time. */
  | { kind: 'unreadable'; call: ConsultCall; problem: string; retryMs: number | null }
  /** Nobody was called, or nobody can be reached. */
  | { kind: 'unasked'; reason: string };

export interface ConsultPlace {
  policy: LadderPolicy;
  /** COST_BLOCK_THRESHOLD. */
  blockThreshold: number;
  /** Roles whose own work or question it is. */
  own: OwnRoles;
  /** Role of the agent that asked it; null: no agent did. */
  askerRole: string | null;
}

/** Begins the last error of one that is told of it when it is asked again. */
export const UNREADABLE = 'unreadable: ';

interface Settling extends ConsultPlace {
  tx: Tx;
  consult: ClaimedConsult;
  asked: EscalationRow;
  head: RunHead;
  now: Date;
}

/**
 * What somebody who was asked has said: its cost is the run's, its word counts as far as its authority goes. Load → decide → save under the
 * run's gate. Null: the claim is another's now, or nobody wants to know; nothing was written. Otherwise the run's head as it is saved.
 */
export async function settleConsult(
  tx: Tx,
  consult: ClaimedConsult,
  outcome: ConsultOutcome,
  place: ConsultPlace,
): Promise<RunHead | null> {
  const locked = await lockHeadIfAny(tx, consult.runId);
  const asked = locked && (await findEscalation(tx, consult.escalationId));
  if (!locked || !asked || !(await holdConsult(tx, consult))) return null;
  const { now } = locked;
  const paid = 'call' in outcome ? await pay(tx, locked, consult, outcome, place) : locked.head;
  const settling: Settling = { tx, consult, asked, head: paid, now, ...place };
  if (outcome.kind === 'unreadable' && outcome.retryMs !== null) {
    await payConsult(tx, consult.id, outcome.call);
    await requeueConsult(tx, consult, { delayMs: outcome.retryMs, error: `${UNREADABLE}${outcome.problem}`, free: false });
    return paid;
  }
  await finish(settling, outcome);
  if (asked.status !== 'OPEN') return paid;
  return consult.kind === 'judge' ? heed(settling, outcome) : answer(settling, outcome);
}

const DECISION_OF = (outcome: Exclude<ConsultOutcome, { kind: 'unasked' }>): 'approve' | 'ask' | 'pass' | 'answer' | 'unreadable' =>
  outcome.kind === 'opinion' ? outcome.opinion.decision : outcome.kind;

const wordsOf = (outcome: ConsultOutcome): string => {
  if (outcome.kind === 'opinion') return outcome.opinion.reason;
  if (outcome.kind === 'answer') return outcome.answer;
  return outcome.kind === 'unasked' ? outcome.reason : outcome.problem;
};

/** The same as of a task's turn: a run that has reached its budget is paused by it. */
async function pay(
  tx: Tx,
  { head, now }: { head: RunHead; now: Date },
  consult: ClaimedConsult,
  outcome: Exclude<ConsultOutcome, { kind: 'unasked' }>,
  { policy, blockThreshold }: ConsultPlace,
): Promise<RunHead> {
  const { model, inputTokens, outputTokens, priced } = outcome.call;
  const spend = decideSpend(head, outcome.call, blockThreshold);
  const costMicroUsd = (spend.patch.spentMicroUsd ?? head.spentMicroUsd) - head.spentMicroUsd;
  const costUsd = fromMicroUsd(costMicroUsd);
  const { escalationId, tier, role } = consult;
  const said = { decision: DECISION_OF(outcome), reason: wordsOf(outcome) };
  const consulted: NewEvent = {
    type: 'escalation.consulted',
    data: { escalationId, tier, role, ...said, model, inputTokens, outputTokens, costUsd, priced },
  };
  await insertConsultCall(tx, {
    runId: head.runId,
    seq: head.lastSeq + 1,
    role,
    model,
    inputTokens,
    outputTokens,
    costMicroUsd,
    priced,
    now,
  });
  const change = await askForBudget(tx, head, { patch: spend.patch, events: [consulted, ...spend.events] }, { now, policy });
  return saveHead(tx, head, { ...change, actor: byOf(consult), now });
}

const byOf = ({ role }: ClaimedConsult): string => `lead:${role}`;

async function finish({ tx, consult, asked }: Settling, outcome: ConsultOutcome): Promise<void> {
  const call = 'call' in outcome ? outcome.call : null;
  await finishConsult(tx, consult, {
    status: asked.status === 'OPEN' ? 'done' : 'void',
    answer: outcome.kind === 'opinion' ? { ...outcome.opinion } : outcome.kind === 'answer' ? { answer: outcome.answer } : null,
    ...(outcome.kind === 'unreadable' || outcome.kind === 'unasked' ? { error: wordsOf(outcome) } : {}),
    ...{ model: call?.model ?? null, costMicroUsd: call?.costMicroUsd ?? 0 },
  });
}

/** A judge's word: approves where it may, asks back once, or passes on. Too late, it is kept as an opinion. */
async function heed(settling: Settling, outcome: ConsultOutcome): Promise<RunHead> {
  const { tx, consult, asked, head, now, own, policy } = settling;
  const by = outcome.kind === 'unasked' ? 'engine' : byOf(consult);
  const opinion = outcome.kind === 'opinion' ? outcome.opinion : null;
  const mine = asked.tier === consult.tier && asked.clockLeftMs === null;
  if (mine && opinion?.decision === 'approve' && isActive(head.status) && whyNotApprove(asked, consult.role, own) === null) {
    const word = { status: 'APPROVED', decision: 'approve', by, note: opinion.reason, conditions: [], action: asked.action } as const;
    return settleEscalation(tx, { head, now }, asked, { ...word, conditions: [] }, policy);
  }
  if (mine && opinion?.decision === 'ask' && (await mayAsk(settling))) return askBack(settling, opinion, by);
  if (opinion) await keepOpinion(settling, opinion, by);
  return mine ? passOn(settling, by, opinion ? null : wordsOf(outcome)) : head;
}

async function keepOpinion({ tx, consult, asked, now }: Settling, opinion: Opinion, by: string): Promise<void> {
  const { tier, role } = consult;
  const data = { decision: opinion.decision, tier, role, ...(opinion.question ? { question: opinion.question } : {}) };
  await appendEntry(tx, { escalationId: asked.id, runId: asked.runId, kind: 'consulted', by, body: opinion.reason, data, now });
}

/** Only an agent answers at once; the question that this one has just asked is among those counted. */
async function mayAsk({ tx, consult, asked, askerRole }: Settling): Promise<boolean> {
  return askerRole !== null && (await countQuestions(tx, asked.id, consult.tier)) <= MAX_QUESTIONS;
}

async function askBack(settling: Settling, opinion: Opinion, by: string): Promise<RunHead> {
  const { tx, consult, asked, head, now, askerRole } = settling;
  const { id: escalationId, runId, node } = asked;
  const question = opinion.question ?? opinion.reason;
  const role = askerRole ?? consult.role;
  await appendEntry(tx, { escalationId, runId, kind: 'asked', by, body: question, data: { reason: opinion.reason }, now });
  await enqueueConsult(tx, { escalationId, runId, kind: 'answer', tier: consult.tier, role, question, askedBy: by, now });
  const event: NewEvent = { type: 'escalation.asked', ...(node === null ? {} : { node }), data: { escalationId, by, question } };
  return saveHead(tx, head, { patch: {}, events: [event], actor: by, now });
}

/** On the last tier there is nobody to pass it on to: its deadline decides. */
async function passOn(settling: Settling, by: string, reason: string | null): Promise<RunHead> {
  const { tx, asked, head, now, policy } = settling;
  const step = stepWhenPassedOn(asked, policy, now);
  if (!step) return head;
  const event = await enterTier(tx, asked, { ...step, by, ...(reason === null ? {} : { reason }) }, { now, policy });
  return saveHead(tx, head, { patch: {}, events: [event], actor: by, now });
}

/** An agent's answer to whoever asked: a person's clock goes on, a judge is asked once more. */
async function answer(settling: Settling, outcome: ConsultOutcome): Promise<RunHead> {
  const { tx, consult, asked, head, now, policy } = settling;
  const { id: escalationId, runId, tier, type } = asked;
  const said = outcome.kind === 'answer';
  const by = said && asked.taskKey !== null ? `agent:${asked.taskKey}` : 'engine';
  const words = said ? outcome.answer : `The agent did not answer: ${wordsOf(outcome)}`;
  const event = await answerQuestion(tx, asked, { by, answer: words, to: consult.askedBy }, now);
  const saved = await saveHead(tx, head, { patch: {}, events: [event], actor: by, now });
  if (!consult.askedBy?.startsWith('lead:') || tier !== consult.tier) return saved;
  if (!said) return passOn({ ...settling, head: saved }, 'engine', words);
  const role = tier === 'AGENT' ? policy.types[type].agentRole : policy.types[type].leadRole;
  await enqueueConsult(tx, { escalationId, runId, kind: 'judge', tier, role, now });
  return saved;
}

/** Whether a run has money for a question. */
export const canPay = (run: { spentMicroUsd: number; budgetMicroUsd: number | null }, blockThreshold: number): boolean =>
  !isOverBudget(run, blockThreshold);
