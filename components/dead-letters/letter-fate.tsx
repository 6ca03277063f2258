'use client';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { RelativeTime } from '@/components/ui/relative-time';
import type { DeadLetter } from '@/lib/contracts/dead-letter';

// What compares texts and reads drafts is heavy, and most letters were never replayed.
const LetterChanges = dynamic(() => import('./letter-changes').then((module) => module.LetterChanges), { ssr: false });

const DONE: Record<DeadLetter['status'], string> = {
  pending: '',
  replayed: 'Replayed',
  resolved: 'Resolved',
  discarded: 'Discarded',
  superseded: 'Superseded: its run was cancelled, or went back before it',
};

/** What became of a letter, or what stands in the way of a replay. */
export function LetterFate({ letter, hrefOf }: { letter: DeadLetter; hrefOf: (id: string) => string }) {
  if (letter.status === 'pending') {
    if (letter.replayBlocked === null) return null;
    return (
      <p role="note" className="rounded-md border border-waiting/50 bg-waiting-soft px-3 py-2.5 [overflow-wrap:anywhere]">
        {letter.replayBlocked}
      </p>
    );
  }
  const { outcome } = letter;
  return (
    <section
      aria-label="What became of it"
      className="grid grid-cols-[minmax(0,1fr)] gap-2 rounded-md border border-line bg-surface px-3 py-2.5"
    >
      <p>
        <b className="font-semibold">{DONE[letter.status]}</b>
        {letter.resolvedAt ? (
          <span className="text-muted">
            {' '}
            <RelativeTime at={letter.resolvedAt} />
            {letter.resolvedBy ? ` by ${letter.resolvedBy.replace(/^user:/, '')}` : ''}
          </span>
        ) : null}
      </p>
      {letter.resolutionNotes ? <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{letter.resolutionNotes}</p> : null}
      {outcome ? (
        <p className="text-muted">
          {OUTCOMES[outcome.state]}{' '}
          {outcome.nextLetterId ? (
            <Link href={hrefOf(outcome.nextLetterId)} replace scroll={false} className="rounded-sm text-accent hover:underline">
              The letter that followed
            </Link>
          ) : null}
        </p>
      ) : null}
      {letter.changes ? <LetterChanges changes={letter.changes} /> : null}
    </section>
  );
}

const OUTCOMES: Record<NonNullable<DeadLetter['outcome']>['state'], string> = {
  running: 'The task is under way again.',
  succeeded: 'The task succeeded.',
  failed: 'The task failed again.',
  cancelled: 'The task was cancelled before it ended.',
};
