import type { DecideProposal, EditOperation, Proposal } from '@/lib/contracts/edit';
import { AppError, invalidInput } from '@/lib/errors';
import { actorOf, auditActorOf, type Caller, type Starter } from '@/server/core/access/caller';
import { isActive, type NewEvent } from '@/server/core/run/head';
import { lockHead, saveHead } from '@/server/engine/run-gate';
import type { Tx } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { closeProposal, findProposal, type ProposalRow, readProposal } from '@/server/repositories/proposal-repository';
import type { EditWish, ProposalsDeps } from './deps';

export const noSuchProposal = () => new AppError('not_found', 'There is no such proposal.');

/** As the edit that it is to become: what has changed since it was made is no matter, where the operations still hold. */
export const wishOf = ({ runId, operations, askedBy, reason }: ProposalRow, amended: readonly EditOperation[] | null = null): EditWish => ({
  runId,
  operations: amended ?? operations,
  reason: `Proposed by ${askedBy}${amended ? ' and changed' : ''}: ${reason}`.slice(0, 2_000),
});

interface Word {
  status: 'applied' | 'refused';
  by: Starter;
  note: string | null;
  /** What is applied in the place of what was proposed. */
  amended: readonly EditOperation[] | null;
  now: Date;
  version: number | null;
}

type Given = Pick<Word, 'note' | 'amended'>;

/** @throws not_found, conflict (decided, or its run has ended), invalid_input (it does not fit the graph any more) */
export async function decideProposal(deps: ProposalsDeps, input: DecideProposal, caller: Caller): Promise<Proposal> {
  const known = await findProposal(deps.db, input.proposalId);
  if (!known) throw noSuchProposal();
  if (known.status !== 'open') throw decided(known);
  const amended = input.operations ?? null;
  if (amended && input.decision !== 'apply') throw invalidInput('operations', 'belong to the decision "apply"');
  const given = { note: input.note ?? null, amended };
  const decide = input.decision === 'apply' ? applyProposal : refuse;
  await decide(deps, known, caller, given).catch(async (error: unknown) => {
    // Somebody else was faster, and what they made of it may be all that stands in the way now.
    const now = await findProposal(deps.db, known.id);
    throw now && now.status !== 'open' ? decided(now) : error;
  });
  return getProposal(deps.db, known.id);
}

/** In one transaction with the edit, so that of two who apply it one finds it decided. */
export async function applyProposal(deps: ProposalsDeps, proposal: ProposalRow, by: Starter, given: Given): Promise<void> {
  await deps.editor.apply(wishOf(proposal, given.amended), by, (tx, { version, now }) =>
    write(tx, proposal.id, { status: 'applied', by, ...given, now, version }),
  );
}

async function refuse(deps: ProposalsDeps, { id, runId }: ProposalRow, caller: Caller, given: Given): Promise<void> {
  const seq = await deps.db.transaction(async (tx) => {
    const { head, now } = await lockHead(tx, runId);
    if (!isActive(head.status)) throw new AppError('conflict', `The run has ended (${head.status}): its graph cannot change any more.`);
    const events = await write(tx, id, { status: 'refused', by: caller, ...given, now, version: null });
    return (await saveHead(tx, head, { patch: {}, events, actor: actorOf(caller), now })).lastSeq;
  });
  deps.bus.publish({ kind: 'run', runId, seq });
}

/** Under the run's gate. */
async function write(tx: Tx, id: string, { status, by, note, amended, now, version }: Word): Promise<NewEvent[]> {
  const proposal = await findProposal(tx, id);
  if (!proposal) throw noSuchProposal();
  if (proposal.status !== 'open') throw decided(proposal);
  await closeProposal(tx, id, { status, by: actorOf(by), note, at: now, appliedVersion: version, amended });
  await appendAudit(tx, auditActorOf(by), {
    action: status === 'applied' ? 'proposal.apply' : 'proposal.refuse',
    target: { kind: 'proposal', id, name: proposal.askedBy },
    before: { status: 'open' },
    after: {
      status,
      runId: proposal.runId,
      taskKey: proposal.taskKey,
      ...(version === null ? {} : { version }),
      ...(amended ? { amended: true } : {}),
    },
    reason: note,
  });
  const node = proposal.node === null ? {} : { node: proposal.node };
  return [
    {
      type: 'edit.decided',
      ...node,
      data: { proposalId: id, decision: status, by: actorOf(by), note, ...(amended ? { amended: true } : {}) },
    },
  ];
}

function decided({ status, decidedBy }: ProposalRow): AppError {
  if (status === 'superseded') return new AppError('conflict', 'This proposal is void: the run went back to before it, or was cancelled.');
  return new AppError('conflict', `This was already ${status}${decidedBy ? ` by ${decidedBy}` : ''}.`);
}

/** @throws not_found */
export async function getProposal(db: Tx, id: string): Promise<Proposal> {
  const view = await readProposal(db, id);
  if (!view) throw noSuchProposal();
  return view;
}
