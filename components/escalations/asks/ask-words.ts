import type { ApprovalStatus } from '@/lib/contracts/approval';
import type { Proposal } from '@/lib/contracts/edit';
import type { AskItem } from '@/lib/contracts/escalation-inbox';
import { plural } from '@/lib/format/count';
import { callerWords } from '../escalation-words';

const CALLS: Record<ApprovalStatus, string> = {
  open: 'Open',
  allowed: 'Allowed',
  allowed_run: 'Allowed for the run',
  refused: 'Refused',
  happened: 'Counted as done',
  run_again: 'Run again',
  failed: 'Counted as failed',
  superseded: 'Void',
};
const EDITS: Record<Proposal['status'], string> = { open: 'Open', applied: 'Applied', refused: 'Refused', superseded: 'Void' };

interface Decided {
  decidedBy: string | null;
  amended: unknown;
}

const outcome = (words: string, { decidedBy, amended }: Decided): string =>
  `${words}${amended === null ? '' : ', changed,'}${decidedBy === null ? '' : ` by ${callerWords(decidedBy)}`}`;

/** "Allowed by ann"; "Allowed, changed, by ann". */
export const callOutcome = (call: Decided & { status: ApprovalStatus }): string => outcome(CALLS[call.status], call);
export const editOutcome = (edit: Decided & { status: Proposal['status'] }): string => outcome(EDITS[edit.status], edit);

/** What stands still because of it. */
export function askStakeText(row: AskItem): string {
  if (row.kind === 'edit') return plural(row.operations, 'change');
  return row.blocks > 0 ? `blocks ${row.blocks}` : 'its task waits';
}
