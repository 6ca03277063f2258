import type { DeadLetter } from '@/lib/contracts/dead-letter';
import { ChangeDiff } from './change-diff';
import { shownChanges } from './replay-draft';

/** What a replay changed of its task. */
export function LetterChanges({ changes }: { changes: NonNullable<DeadLetter['changes']> }) {
  const shown = shownChanges(changes.before, changes.after);
  return shown.length > 0 ? <ChangeDiff changes={shown} /> : null;
}
