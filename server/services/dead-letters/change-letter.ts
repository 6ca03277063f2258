import type { DeadLetter, DiscardDeadLetter, ReplayChanges, ReplayDeadLetter, ResolveDeadLetter } from '@/lib/contracts/dead-letter';
import type { SpecChange } from '@/lib/contracts/event';
import { AppError, invalidInput } from '@/lib/errors';
import { outputReferenceIssues, outputReferences } from '@/lib/graph/output-references';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import {
  type Block,
  closedBlock,
  decideReplay,
  decideResolve,
  type LetterState,
  refuse,
  reopenBlock,
  replayBlock,
  resolveBlock,
} from '@/server/core/dead-letter/decide-letter';
import { specDiff } from '@/server/core/dead-letter/spec-diff';
import { mayClaim, moveCount, type RunHead } from '@/server/core/run/head';
import { askForBudget } from '@/server/engine/ask-for-budget';
import { catchUpVirtualTime } from '@/server/engine/catch-up';
import { refuseMasked } from '@/server/engine/refuse-masked';
import { replayTask } from '@/server/engine/replay-task';
import { lockHead, saveHead } from '@/server/engine/run-gate';
import { setAsideTask } from '@/server/engine/set-aside-task';
import type { Tx } from '@/server/infra/db/tx';
import { type AuditActor, appendAudit } from '@/server/repositories/audit-repository';
import { closeLetter, findRunOfLetter, type LetterRow, lockLetter } from '@/server/repositories/dead-letter-repository';
import { claimKey, completeKey, type IdempotentCall } from '@/server/repositories/idempotency-repository';
import { readDrafts } from '@/server/repositories/plan-repository';
import { changeSpec, readChangeableSpec } from '@/server/repositories/spec-change-repository';
import type { DeadLettersDeps } from './deps';
import { getLetter } from './read-letters';

const noSuchLetter = () => new AppError('not_found', 'There is no such dead letter.');

/** Who does it: in the event log, and in the audit log. */
export interface Doer {
  actor: string;
  audit: AuditActor;
}
export const doerOf = (caller: Caller): Doer => ({ actor: actorOf(caller), audit: auditActorOf(caller) });

interface Gate {
  tx: Tx;
  head: RunHead;
  now: Date;
  row: LetterRow;
  letter: LetterState;
}

/** `done` changed the run; `closed` only the letter; a block changed nothing. */
type Change = { kind: 'done'; seq: number } | { kind: 'closed' } | { kind: 'blocked'; block: Block };

/** Locks the run's gate and the letter; tells everybody after the commit. */
export async function withLetter(
  deps: DeadLettersDeps,
  letterId: string,
  change: (gate: Gate) => Promise<Change>,
  call: IdempotentCall | null = null,
): Promise<Block | null> {
  const runId = await findRunOfLetter(deps.db, letterId);
  if (runId === null) throw noSuchLetter();
  const result = await deps.db.transaction(async (tx): Promise<Change> => {
    // A repeat is answered with the letter as the first one left it.
    if (call && !(await claimKey(tx, call)).fresh) return { kind: 'closed' };
    const { head, now } = await lockHead(tx, runId);
    const row = await lockLetter(tx, letterId);
    if (!row) throw noSuchLetter();
    const changed = await change({ tx, head, now, row, letter: row });
    // What was refused has not used its key up.
    if (call && changed.kind === 'blocked') throw refuse(changed.block);
    if (call) await completeKey(tx, { ...call, status: 200, response: { id: letterId } });
    return changed;
  });
  if (result.kind === 'done') {
    deps.bus.publish({ kind: 'run', runId, seq: result.seq });
    deps.bus.publish({ kind: 'ready' });
  }
  return result.kind === 'blocked' ? result.block : null;
}

export interface ReplayWish {
  changes?: ReplayChanges;
  overrideReason?: string;
  call?: IdempotentCall | null;
  /** Of an incident's replay: `mayGoOn` is asked in the transaction, so that a stop is final once it has answered. */
  incident?: { replayId: string; mayGoOn(tx: Tx): Promise<boolean> };
}

/** Null: replayed. What was committed once is never done again: letter and task move together, under the run's gate. */
export function replayLetter(deps: DeadLettersDeps, letterId: string, wish: ReplayWish, doer: Doer): Promise<Block | null> {
  const replayed = async (gate: Gate): Promise<Change> => {
    const { tx, head, now, row, letter } = gate;
    const rule = {
      limit: deps.rules.replayLimit,
      overridden: wish.overrideReason !== undefined,
      spareIrreversible: wish.incident !== undefined,
    };
    const blocked = replayBlock(head.status, letter, rule);
    if (blocked) return { kind: 'blocked', block: blocked };
    if (wish.incident && !(await wish.incident.mayGoOn(tx))) return { kind: 'blocked', block: stopped };
    const spec = await readChangeableSpec(tx, row.runId, row.node);
    const diff = spec && specDiff(spec, wish.changes);
    const changes: SpecChange | null = diff && { node: row.node, key: row.taskKey, ...diff };
    const overrideReason = letter.replayCount >= rule.limit ? (wish.overrideReason ?? null) : null;
    const decision = decideReplay(head, letter, { changes, overrideReason, blockThreshold: deps.blockThreshold });
    if (diff) await changeSpec(tx, row, head.lastSeq, diff.after);
    await replayTask(tx, row, decision.taskStatus, now);
    const change = await askForBudget(tx, head, decision, { now, policy: deps.ladder.current() });
    const saved = await saveHead(tx, head, { ...change, actor: doer.actor, now });
    if (!mayClaim(head.status) && mayClaim(saved.status)) await catchUpVirtualTime(tx, row.runId);
    await closeLetter(tx, row.id, {
      status: 'replayed',
      by: doer.actor,
      notes: overrideReason,
      at: now,
      seq: saved.lastSeq,
      replayCount: letter.replayCount + 1,
      changes: diff,
      incidentReplayId: wish.incident?.replayId ?? null,
    });
    await audit(gate, doer, 'replay', { status: 'replayed', ...(diff ? { changes: diff } : {}) }, overrideReason);
    return { kind: 'done', seq: saved.lastSeq };
  };
  return withLetter(deps, letterId, replayed, wish.call);
}

const stopped: Block = { reason: 'closed', message: 'The replay of this incident was stopped.' };

export function resolveLetter(deps: DeadLettersDeps, letterId: string, notes: string, doer: Doer): Promise<Block | null> {
  return withLetter(deps, letterId, async (gate) => {
    const { tx, head, now, row, letter } = gate;
    const blocked = resolveBlock(head.status, letter);
    if (blocked) return { kind: 'blocked', block: blocked };
    const { counts } = await setAsideTask(tx, row, { counts: moveCount(head.counts, 'FAILED', 'SKIPPED'), now });
    const decision = decideResolve(head, letter, { notes, counts, blockThreshold: deps.blockThreshold });
    const change = await askForBudget(tx, head, decision, { now, policy: deps.ladder.current() });
    const saved = await saveHead(tx, head, { ...change, actor: doer.actor, now });
    if (!mayClaim(head.status) && mayClaim(saved.status)) await catchUpVirtualTime(tx, row.runId);
    await closeLetter(tx, row.id, { status: 'resolved', by: doer.actor, notes, at: now, seq: saved.lastSeq });
    await audit(gate, doer, 'resolve', { status: 'resolved' }, notes);
    return { kind: 'done', seq: saved.lastSeq };
  });
}

/** @throws not_found, conflict, invalid_input */
export async function replay(
  deps: DeadLettersDeps,
  input: ReplayDeadLetter,
  caller: Caller,
  idempotency: { key: string; bodyHash: string } | null = null,
): Promise<DeadLetter> {
  await checkPrompt(deps, input);
  const { deadLetterId, ...wish } = input;
  const route = 'POST /api/v1/dead-letters/{deadLetterId}/replay';
  const call = idempotency && { principal: `${caller.kind}:${caller.id}`, route, ...idempotency };
  return answer(deps, deadLetterId, await replayLetter(deps, deadLetterId, { ...wish, call }, doerOf(caller)));
}

/** @throws not_found, conflict */
export async function resolve(deps: DeadLettersDeps, input: ResolveDeadLetter, caller: Caller): Promise<DeadLetter> {
  return answer(deps, input.deadLetterId, await resolveLetter(deps, input.deadLetterId, input.resolutionNotes, doerOf(caller)));
}

/** The task stays FAILED. @throws not_found, conflict */
export async function discard(deps: DeadLettersDeps, { deadLetterId, reason }: DiscardDeadLetter, caller: Caller): Promise<DeadLetter> {
  const blocked = await withLetter(deps, deadLetterId, async (gate) => {
    const closed = closedBlock(gate.letter);
    if (closed) return { kind: 'blocked', block: closed };
    const doer = doerOf(caller);
    await closeLetter(gate.tx, deadLetterId, { status: 'discarded', by: doer.actor, notes: reason, at: gate.now, seq: gate.head.lastSeq });
    await audit(gate, doer, 'discard', { status: 'discarded' }, reason);
    return { kind: 'closed' };
  });
  return answer(deps, deadLetterId, blocked);
}

/** Takes a discard back. @throws not_found, conflict (not discarded, or its task has gone on) */
export async function reopen(deps: DeadLettersDeps, deadLetterId: string, caller: Caller): Promise<DeadLetter> {
  const blocked = await withLetter(deps, deadLetterId, async (gate) => {
    const refused = reopenBlock(gate.head.status, gate.letter);
    if (refused) return { kind: 'blocked', block: refused };
    await closeLetter(gate.tx, deadLetterId, { status: 'pending', by: null, notes: null, at: null, seq: null });
    await audit(gate, doerOf(caller), 'reopen', { status: 'pending' }, null);
    return { kind: 'closed' };
  });
  return answer(deps, deadLetterId, blocked);
}

async function answer(deps: DeadLettersDeps, id: string, blocked: Block | null): Promise<DeadLetter> {
  if (blocked) throw refuse(blocked);
  return getLetter(deps, id);
}

function audit({ tx, row }: Gate, doer: Doer, verb: string, after: Record<string, unknown>, reason: string | null): Promise<void> {
  return appendAudit(tx, doer.audit, {
    action: `dead_letter.${verb}`,
    target: { kind: 'dead_letter', id: row.id, name: row.taskKey },
    before: { status: row.status },
    after: { ...after, runId: row.runId, taskKey: row.taskKey },
    reason,
  });
}

/** A changed prompt holds no mask, and uses values of other tasks only where they are there: looked at before any lock. */
async function checkPrompt(deps: DeadLettersDeps, { deadLetterId, changes }: ReplayDeadLetter): Promise<void> {
  const prompt = changes?.prompt;
  if (prompt === undefined) return;
  const letter = await getLetter(deps, deadLetterId);
  await refuseMasked(deps.db, letter.runId, prompt, 'changes.prompt');
  if (outputReferences(prompt).length === 0) return;
  const { drafts } = await readDrafts(deps.db, letter.runId);
  const index = drafts.findIndex((draft) => draft.key === letter.taskKey);
  const edited = drafts.map((draft, at) => (at === index ? { ...draft, prompt } : draft));
  const issue = outputReferenceIssues(edited).find(({ path }) => path === `tasks.${index}.prompt`);
  if (issue) throw invalidInput('changes.prompt', issue.message);
}
