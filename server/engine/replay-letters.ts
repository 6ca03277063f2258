import { decideReplay, replayBlock } from '@/server/core/dead-letter/decide-letter';
import type { HeadPatch, NewEvent, RunHead } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { closeLetter, lockLetter } from '@/server/repositories/dead-letter-repository';
import { replayTask } from './replay-task';

/** How often a task is replayed by nobody's word: by a deadline, or by an agent. A person may go on. */
const MAX_UNATTENDED = 3;

/**
 * Replays dead letters of a run by an answer to what was asked about them; those that cannot be replayed are left as they are. Under the run's
 * gate; `seq` is that of the first event. `person`: nobody else has a say in what cannot be undone.
 */
export async function replayLetters(
  tx: Tx,
  head: RunHead,
  letterIds: readonly string[],
  word: { by: string; note: string | null; person: boolean; seq: number; now: Date; blockThreshold: number },
): Promise<{ patch: HeadPatch; events: NewEvent[] }> {
  const { by, note, person, seq, now, blockThreshold } = word;
  let patch: HeadPatch = {};
  const events: NewEvent[] = [];
  for (const id of letterIds) {
    const letter = await lockLetter(tx, id);
    const at = { ...head, ...patch };
    const rule = { limit: MAX_UNATTENDED, overridden: person, spareIrreversible: !person };
    if (!letter || replayBlock(at.status, letter, rule)) continue;
    const override = letter.replayCount >= MAX_UNATTENDED ? (note ?? 'Approved by a person.') : null;
    const decision = decideReplay(at, letter, { changes: null, overrideReason: override, blockThreshold });
    await replayTask(tx, letter, decision.taskStatus, now);
    patch = { ...patch, ...decision.patch };
    events.push(...decision.events);
    const closing = { status: 'replayed' as const, by, notes: note, at: now, replayCount: letter.replayCount + 1 };
    await closeLetter(tx, id, { ...closing, seq: seq + events.length - 1 });
  }
  return { patch, events };
}
