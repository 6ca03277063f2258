import type { ApprovalView, DecideApproval } from '@/lib/contracts/approval';
import { AppError, invalidInput } from '@/lib/errors';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import { alreadyDecided, decideApproval } from '@/server/core/approval/decide-approval';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { CallPolicy } from '@/server/core/ports/tools';
import type { NewEvent, RunHead } from '@/server/core/run/head';
import { catchUpVirtualTime } from '@/server/engine/catch-up';
import { refuseMasked } from '@/server/engine/refuse-masked';
import { findWaitingTask, resumeTask } from '@/server/engine/resume-task';
import { lockHead, saveHead } from '@/server/engine/run-gate';
import type { Database, Tx } from '@/server/infra/db/tx';
import {
  type ApprovalRow,
  closeApproval,
  findApproval,
  findOpenApprovals,
  readApproval,
  readAskedCall,
} from '@/server/repositories/approval-repository';
import { appendAudit } from '@/server/repositories/audit-repository';

export interface ApprovalsDeps {
  db: Database;
  bus: LiveBus;
  callPolicy: CallPolicy;
}

export const noSuchApproval = () => new AppError('not_found', 'There is no such approval.');

/**
 * Decides about a call under its run's gate. Once nothing is open for its task any more, the task goes on from its stored
 * conversation, with the same attempt; in a paused run it waits for the resume. `allow_run` answers the run's other open questions
 * about the same tool too.
 * @throws not_found, invalid_input (the decision does not answer the question, or policy refuses the changed call), conflict (decided, or void)
 */
export async function decide(deps: ApprovalsDeps, input: DecideApproval, caller: Caller): Promise<ApprovalView> {
  const known = await findApproval(deps.db, input.approvalId);
  if (!known) throw noSuchApproval();
  if (input.arguments !== undefined) await checkAmended(deps, known, input, input.arguments);
  const seq = await deps.db.transaction(async (tx) => {
    const { head, now } = await lockHead(tx, known.runId);
    const asked = (await findApproval(tx, known.id)) ?? known;
    if (asked.status !== 'open' || !(await findWaitingTask(tx, asked.runId, asked.node, asked.epoch))) throw alreadyDecided(asked.status);
    const decided = decideApproval(asked, input);
    const open = await findOpenApprovals(tx, asked.runId);
    const alike = decided.status === 'allowed_run' ? open.filter((one) => isSameTool(one, asked)) : [];
    const answered = [asked, ...alike.filter((one) => one.id !== asked.id)];
    for (const one of answered) {
      const amended = one.id === asked.id ? (input.arguments ?? null) : null;
      await close(tx, one, { ...decided, caller, reason: input.reason ?? null, amended, now });
    }
    const left = open.filter((one) => !answered.some(({ id }) => id === one.id));
    const { counts, events } = await resumeAnswered(tx, head, answered, left, now);
    const saved = await saveHead(tx, head, {
      patch: { counts },
      events: [...answered.map((one) => decidedEvent(one, input, one.id === asked.id && input.arguments !== undefined)), ...events],
      actor: actorOf(caller),
      now,
    });
    if (events.length > 0) await catchUpVirtualTime(tx, asked.runId);
    return saved.lastSeq;
  });
  deps.bus.publish({ kind: 'run', runId: known.runId, seq });
  deps.bus.publish({ kind: 'ready' });
  const view = await readApproval(deps.db, known.id);
  if (!view) throw noSuchApproval();
  return view;
}

/** Before the gate: no row of the settings is read under it. What is revoked later is found when the call is to be made. */
async function checkAmended(deps: ApprovalsDeps, known: ApprovalRow, input: DecideApproval, given: string): Promise<void> {
  decideApproval(known, input);
  if (known.status !== 'open') throw alreadyDecided(known.status);
  await refuseMasked(deps.db, known.runId, given, 'arguments');
  const call = await readAskedCall(deps.db, known.id);
  const fault = call && (await deps.callPolicy(call, given));
  if (fault) throw invalidInput(fault.field, fault.message);
}

const isSameTool = (one: ApprovalRow, other: ApprovalRow): boolean =>
  one.kind === 'approval' && one.name === other.name && one.hash === other.hash;

async function close(
  tx: Tx,
  approval: ApprovalRow,
  decided: ReturnType<typeof decideApproval> & { caller: Caller; reason: string | null; amended: string | null; now: Date },
): Promise<void> {
  const { call, caller, reason, amended, now, status } = decided;
  const stored = call.runs
    ? { status: 'requested', result: null, approved: true, amended }
    : { status: call.ok ? 'succeeded' : 'failed', result: call.result, approved: false, amended: null };
  await closeApproval(tx, approval, { status, by: actorOf(caller), reason, now, call: stored });
  await appendAudit(tx, auditActorOf(caller), {
    action: 'approval.decide',
    target: { kind: 'approval', id: approval.id, name: approval.name },
    before: { status: 'open' },
    after: { status, runId: approval.runId, ...(amended === null ? {} : { amended: true }) },
    reason,
  });
}

/** Tasks of answered questions for which nothing is open any more go back into the queue. */
async function resumeAnswered(
  tx: Tx,
  head: RunHead,
  answered: readonly ApprovalRow[],
  left: readonly ApprovalRow[],
  now: Date,
): Promise<{ counts: RunHead['counts']; events: NewEvent[] }> {
  let { counts } = head;
  const events: NewEvent[] = [];
  for (const { node, epoch } of answered.filter((one, index) => answered.findIndex((other) => other.node === one.node) === index)) {
    if (left.some((one) => one.node === node && one.epoch === epoch)) continue;
    const task = await findWaitingTask(tx, head.runId, node, epoch);
    if (!task) continue;
    counts = await resumeTask(tx, { ...head, counts }, task, now);
    events.push({ type: 'task.resumed', node, data: { attempt: task.attempt, epoch } });
  }
  return { counts, events };
}

function decidedEvent(approval: ApprovalRow, input: DecideApproval, amended: boolean): NewEvent {
  const data = {
    ...{ approvalId: approval.id, tool: approval.name, decision: input.decision, reason: input.reason ?? null },
    ...(amended ? { amended } : {}),
  };
  return { type: 'task.decided', node: approval.node, data };
}
