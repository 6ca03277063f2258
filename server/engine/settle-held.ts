import type { Failure } from '@/lib/contracts/task';
import type { HeadPatch, RunHead } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { listLettersOf } from '@/server/repositories/dead-letter-repository';
import type { EscalationRow } from '@/server/repositories/escalation-repository';
import { refuseTask } from './refuse-task';
import { replayLetters } from './replay-letters';
import type { EscalationWord, WordPlace } from './settle-escalation';
import type { Followed } from './settle-ruling';

const NOTHING: Followed = { patch: {}, events: [] };

/** A word about a task whose dependents wait: refused, it has failed; tried again, it begins anew if it had failed. They go on by the lift. */
export async function settleHold(tx: Tx, head: RunHead, asked: EscalationRow, word: EscalationWord, place: WordPlace): Promise<Followed> {
  if (asked.node === null) return NOTHING;
  if (word.decision === 'reject') return (await refuseTask(tx, head, asked.node, { failure: refusal(asked, word), ...place })) ?? NOTHING;
  if (word.decision !== 'retry') return NOTHING;
  return replay(tx, head, { runId: head.runId, node: asked.node, fingerprint: null }, word, place);
}

/** A word about what has failed for good: it is done anew, with what failed alike in this run, or it stays as it is. */
export async function settleLetter(tx: Tx, head: RunHead, asked: EscalationRow, word: EscalationWord, place: WordPlace): Promise<Followed> {
  if (word.decision === 'reject') return NOTHING;
  const { fingerprint } = asked.context;
  const alike = typeof fingerprint === 'string';
  const which = { runId: head.runId, node: alike ? null : asked.node, fingerprint: alike ? fingerprint : null };
  return replay(tx, head, which, word, place);
}

/** A word about a run as a whole, for which nothing waits. */
export async function settleNone(tx: Tx, head: RunHead, _asked: EscalationRow, word: EscalationWord, place: WordPlace): Promise<Followed> {
  if (word.decision !== 'retry') return NOTHING;
  return replay(tx, head, { runId: head.runId, node: null, fingerprint: null }, word, place);
}

/** Nobody has decided: the run stands still, and what waited goes on waiting. One that has ended, or stands still already, is left as it is. */
export async function pauseForWant(_tx: Tx, head: RunHead): Promise<Followed> {
  if (head.status !== 'RUNNING' && head.status !== 'PLANNING') return NOTHING;
  const patch: HeadPatch = { status: 'PAUSED', statusReason: 'escalation' };
  return { patch, events: [{ type: 'run.paused', data: { reason: 'escalation' } }] };
}

async function replay(
  tx: Tx,
  head: RunHead,
  which: Parameters<typeof listLettersOf>[1],
  { by, note }: EscalationWord,
  { seq, now, policy }: WordPlace,
): Promise<Followed> {
  const letters = await listLettersOf(tx, which);
  const person = by !== 'clock' && !by.startsWith('lead:');
  return replayLetters(tx, head, letters, { by, note, person, seq, now, blockThreshold: policy.blockThreshold });
}

function refusal({ title }: EscalationRow, { by, note }: EscalationWord): Failure {
  const who = by === 'clock' ? 'Nobody has approved it in time' : 'It was rejected';
  return {
    code: 'escalation_rejected',
    message: `${who}: ${title}${note ? ` (${note})` : ''}`,
    httpStatus: null,
    place: 'gate',
    permanent: true,
    stack: null,
  };
}
