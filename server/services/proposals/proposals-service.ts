import type { DecideProposal, Edited, Proposal } from '@/lib/contracts/edit';
import { AppError } from '@/lib/errors';
import type { Caller } from '@/server/core/access/caller';
import type { EditDesk } from '@/server/core/ports/edit-desk';
import { findProposal, listProposals } from '@/server/repositories/proposal-repository';
import { readRun } from '@/server/repositories/run-view-repository';
import { decideProposal, getProposal, noSuchProposal, wishOf } from './decide-proposal';
import type { ProposalsDeps } from './deps';
import { createEditDesk } from './edit-desk';

/** A run may collect more; the oldest are history. */
const MOST = 200;

export interface ProposalsService {
  /** Of a run, newest first. @throws AppError not_found */
  list(runId: string): Promise<Proposal[]>;
  /** @throws AppError not_found */
  get(proposalId: string): Promise<Proposal>;
  /** What would come of it on the graph as it is now. @throws AppError not_found, conflict, invalid_input */
  preview(proposalId: string): Promise<Edited>;
  /** @throws AppError not_found, conflict (decided, or its run has ended), invalid_input (it does not fit the graph any more) */
  decide(input: DecideProposal, caller: Caller): Promise<Proposal>;
  desk: EditDesk;
}

/** Edits of graphs that agents propose. */
export function createProposalsService(deps: ProposalsDeps): ProposalsService {
  return {
    async list(runId) {
      if (!(await readRun(deps.db, runId))) throw new AppError('not_found', 'There is no such run.');
      return listProposals(deps.db, runId, MOST);
    },
    get: (proposalId) => getProposal(deps.db, proposalId),
    async preview(proposalId) {
      const proposal = await findProposal(deps.db, proposalId);
      if (!proposal) throw noSuchProposal();
      return deps.editor.preview(wishOf(proposal));
    },
    decide: (input, caller) => decideProposal(deps, input, caller),
    desk: createEditDesk(deps),
  };
}
