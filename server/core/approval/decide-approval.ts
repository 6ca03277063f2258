import type { ApprovalDecision, ApprovalKind, ApprovalStatus } from '@/lib/contracts/approval';
import { AppError, invalidInput } from '@/lib/errors';

/** What a decision makes of the call that was asked about. */
export interface DecidedApproval {
  status: Exclude<ApprovalStatus, 'open' | 'superseded'>;
  /** The call runs when the task goes on; otherwise `result` is its outcome, as the model is told. */
  call: { runs: true } | { runs: false; ok: boolean; result: string };
}

const DECISIONS_OF: Record<ApprovalKind, readonly ApprovalDecision[]> = {
  approval: ['allow', 'allow_run', 'refuse'],
  outcome_unknown: ['happened', 'run_again', 'fail'],
};

/** @throws invalid_input where the decision does not answer what was asked */
export function decideApproval(
  asked: { kind: ApprovalKind; name: string },
  given: { decision: ApprovalDecision; reason?: string; result?: string; arguments?: string },
): DecidedApproval {
  const possible = DECISIONS_OF[asked.kind];
  if (!possible.includes(given.decision)) throw invalidInput('decision', `must be one of ${possible.join(', ')} here`);
  if (given.arguments !== undefined && given.decision !== 'allow' && given.decision !== 'allow_run')
    throw invalidInput('arguments', 'belong to the decisions "allow" and "allow_run"');
  if (given.result !== undefined && given.decision !== 'happened') throw invalidInput('result', 'belongs to the decision "happened"');
  const because = given.reason ? ` The reason given: ${given.reason}` : ' No reason was given.';
  switch (given.decision) {
    case 'allow':
      return { status: 'allowed', call: { runs: true } };
    case 'allow_run':
      return { status: 'allowed_run', call: { runs: true } };
    case 'run_again':
      return { status: 'run_again', call: { runs: true } };
    case 'refuse': {
      const result = `${asked.name} was not run: a person refused this call.${because} Do not ask for the same call again; find another way, or say in the result what could not be done.`;
      return { status: 'refused', call: { runs: false, ok: false, result } };
    }
    case 'happened':
      if (given.result === undefined) throw invalidInput('result', 'must say what the call came to');
      return {
        status: 'happened',
        call: { runs: false, ok: true, result: `A person reports that this call was carried out: ${given.result}` },
      };
    case 'fail': {
      const result = `The outcome of this call is not known: the worker stopped while it ran, and a person decided that it counts as failed.${because}`;
      return { status: 'failed', call: { runs: false, ok: false, result } };
    }
  }
}

/** What a decision finds that came too late. */
export const alreadyDecided = (status: ApprovalStatus): AppError =>
  new AppError(
    'conflict',
    status === 'superseded' || status === 'open'
      ? 'This question is void: the task no longer waits for it.'
      : `This was already decided (${status}). Read it again to see by whom.`,
  );
