import { AppError } from '@/lib/errors';
import type { EditDesk } from '@/server/core/ports/edit-desk';
import { countOpenProposals, findProposal } from '@/server/repositories/proposal-repository';
import { applyProposal } from './decide-proposal';
import type { ProposalsDeps } from './deps';

/** More than these from one task, and whoever decides would no longer read them. */
const MAX_OPEN = 5;

/** Where agents hand in edits: tried at once, decided about by a person or by the settings. */
export function createEditDesk(deps: ProposalsDeps): EditDesk {
  return {
    decides: () => (deps.agentEdits() === 'allow' ? 'policy' : 'person'),
    async check(runId, node, operations) {
      if ((await countOpenProposals(deps.db, runId, node)) >= MAX_OPEN) {
        return { ok: false, errors: [`${MAX_OPEN} proposals of this task wait for a decision already`] };
      }
      try {
        const { version } = await deps.editor.preview({ runId, operations, reason: '' });
        return { ok: true, version };
      } catch (error) {
        if (!(error instanceof AppError) || error.status >= 500) throw error;
        return {
          ok: false,
          errors: error.issues.length > 0 ? error.issues.map(({ path, message }) => `${path}: ${message}`) : [error.message],
        };
      }
    },
    async applyByPolicy(proposalId) {
      try {
        const proposal = await findProposal(deps.db, proposalId);
        if (proposal?.status !== 'open') return;
        await applyProposal(
          deps,
          proposal,
          { kind: 'agent', id: proposal.askedBy, name: proposal.taskKey ?? '' },
          { note: null, amended: null },
        );
      } catch (error) {
        deps.log.warn({ err: error, proposalId }, 'a proposed edit was not applied; it waits for a person');
      }
    },
  };
}
