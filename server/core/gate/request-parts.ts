import type { GateDraft, GateType } from '@/lib/contracts/task';
import { fenced, fenceMark } from '../agent/fence';
import type { Revision } from '../task/spec';
import { renderFindings } from './render-findings';

/** What a gate of a type looks at, where it says nothing more. */
const LOOKS_AT: Record<GateType, string> = {
  code_review:
    'Review the code of the materials: does it do what was asked, can it lose or corrupt data, what happens on failure and on repetition, who may do it, is it clear.',
  security_review:
    'Review the security of the materials: who can reach what, what untrusted input can do, how secrets and personal data are kept, what is missing.',
  tests: 'Judge the tests of the materials: do they show what was asked, which cases are missing, would they notice when it breaks.',
  custom: 'Judge the materials by the criteria.',
  expression: 'Judge the materials by the condition.',
  human: 'Judge the materials.',
};

/** What a gate judges by. Whoever wrote the run's graph wrote this too. */
export function criteriaPart(gate: GateDraft): string {
  const criteria = gate.criteria ? `\n\nCriteria:\n\n${gate.criteria}` : '';
  return `# What you judge by\n\n${LOOKS_AT[gate.type]}${criteria}`;
}

/** The task of a gate that was given none of its own. */
export const promptOfGate = (prompt: string): string =>
  prompt.trim() === '' ? 'Judge the materials above and answer with your verdict.' : prompt;

/** Of a gate that judges again: what it found before, so that it looks whether that was mended. */
export function foundBeforePart(revision: Revision): string {
  const text = renderFindings(revision.findings);
  const header = { name: 'findings', from: 'yourself', round: revision.round };
  return `# What you found before\n\nYou judged an earlier version and sent these findings back (round ${revision.round}). The materials are the authors' revision. Look first whether each finding was mended, then whether the revision broke anything; demand nothing new that you could have demanded then, unless it is critical.\n\n${fenced(fenceMark([text]), header, text)}`;
}

/** For an author: what gates sent back. `shown`: its previous work stands above. */
export function revisionPart(revision: Revision, shown: boolean): string {
  const text = renderFindings(revision.findings);
  const header = { name: 'findings', from: `gate ${revision.gate}`, round: revision.round };
  const work = shown ? 'Your previous work stands above. ' : '';
  return `# What has to be revised\n\nYou have done this task before, and the gate ${revision.gate} did not let it pass (round ${revision.round}). ${work}Do the task again so that every finding is mended; where a finding is wrong, say why in the result. Keep what was not objected to. Write every artifact whole, under the name it had.\n\n${fenced(fenceMark([text]), header, text)}`;
}
