import type { ApprovalView, DecideApproval } from '@/lib/contracts/approval';
import { AppError } from '@/lib/errors';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import { alreadyDecided, decideApproval } from '@/server/core/approval/decide-approval';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { NewEvent, RunHead } from '@/server/core/run/head';
import { catchUpVirtualTime } from '@/server/engine/catch-up';
import { findWaitingTask, resumeTask } from '@/server/engine/resume-task';
import { lockHead, saveHead } from '@/server/engine/run-gate';
import type { Database, Tx } from '@/server/infra/db/tx';
import { type ApprovalRow, closeApproval, findApproval, findOpenApprovals, readApproval } from '@/server/repositories/approval-repository';
import { appendAudit } from '@/server/repositories/audit-repository';

export interface ApprovalsDeps {
  db: Database;
  bus: LiveBus;
}

const noSuchApproval = () => new AppError('not_found', 'There is no such approval.');

/**
 * Decides about a call under its run's gate. Once nothing is open for its task any more, the task goes on from its stored
 * conversation, with the same attempt; in a paused run it waits for the resume. `allow_run` answers the run's other open questions
 * about the same tool too.
 * @throws not_found, invalid_input (the decision does not answer the question), conflict (decided, or void)
 */
export async function decide(deps: ApprovalsDeps, input: DecideApproval, caller: Caller): Promise<ApprovalView> {
  const known = await findApproval(deps.db, input.approvalId);
  if (!known) throw noSuchApproval();
  const seq = await deps.db.transaction(async (tx) => {
    const { head, now } = await lockHead(tx, known.runId);
    const asked = (await findApproval(tx, known.id)) ?? known;
    if (asked.status !== 'open' || !(await findWaitingTask(tx, asked.runId, asked.node, asked.epoch))) throw alreadyDecided(asked.status);
    const decided = decideApproval(asked, input);
    const open = await findOpenApprovals(tx, asked.runId);
    const alike = decided.status === 'allowed_run' ? open.filter((one) => isSameTool(one, asked)) : [];
    const answered = [asked, ...alike.filter((one) => one.id !== asked.id)];
    for (const one of answered) await close(tx, one, { ...decided, caller, reason: input.reason ?? null, now });
    const left = open.filter((one) => !answered.some(({ id }) => id === one.id));
    const { counts, events } = await resumeAnswered(tx, head, answered, left, now);
    const saved = await saveHead(tx, head, {
      patch: { counts },
      events: [...answered.map((one) => decidedEvent(one, input)), ...events],
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

const isSameTool = (one: ApprovalRow, other: ApprovalRow): boolean =>
  one.kind === 'approval' && one.name === other.name && one.hash === other.hash;

async function close(
  tx: Tx,
  approval: ApprovalRow,
  decided: ReturnType<typeof decideApproval> & { caller: Caller; reason: string | null; now: Date },
): Promise<void> {
  const { call, caller, reason, now, status } = decided;
  const stored = call.runs
    ? { status: 'requested', result: null, approved: true }
    : { status: call.ok ? 'succeeded' : 'failed', result: call.result, approved: false };
  await closeApproval(tx, approval, { status, by: actorOf(caller), reason, now, call: stored });
  await appendAudit(tx, auditActorOf(caller), {
    action: 'approval.decide',
    target: { kind: 'approval', id: approval.id, name: approval.name },
    before: { status: 'open' },
    after: { status, runId: approval.runId },
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

function decidedEvent(approval: ApprovalRow, input: DecideApproval): NewEvent {
  const data = { approvalId: approval.id, tool: approval.name, decision: input.decision, reason: input.reason ?? null };
  return { type: 'task.decided', node: approval.node, data };
}
