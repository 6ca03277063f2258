'use client';
import { ArrowLeft, RotateCw, Undo2 } from 'lucide-react';
import Link from 'next/link';
import type { Ref } from 'react';
import { roleLabel } from '@/components/runs/filters/role-label';
import { goalTitle } from '@/components/runs/goal-title';
import { FailureNote } from '@/components/tasks/failure-note';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { RelativeTime } from '@/components/ui/relative-time';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { StateLabel } from '@/components/ui/state-label';
import type { DeadLetter } from '@/lib/contracts/dead-letter';
import { LetterCall } from './letter-call';
import { LetterAttempts, LetterHistory, LetterMaterials, LetterSettings } from './letter-evidence';
import { LetterFate } from './letter-fate';
import { letterStanding } from './letter-words';

interface LetterPaneProps {
  letter: DeadLetter;
  backHref: string;
  hrefOf: (id: string) => string;
  /** Null: the viewer may not. */
  onAsk: ((about: 'replay' | 'resolve' | 'discard' | 'reopen') => void) | null;
  /** Several are selected: what is asked would be about them. */
  isMany: boolean;
  paneRef: Ref<HTMLElement>;
}

/** One dead letter with everything that is needed to understand it. */
export function LetterPane({ letter, backHref, hrefOf, onAsk, isMany, paneRef }: LetterPaneProps) {
  const standing = letterStanding(letter);
  const taskHref = `/runs/${letter.runId}?task=${encodeURIComponent(letter.taskKey)}`;
  return (
    <article
      ref={paneRef}
      tabIndex={-1}
      aria-label={`Dead letter of ${letter.taskTitle}`}
      className="flex min-h-0 flex-1 flex-col outline-none"
    >
      <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto grid max-w-[980px] grid-cols-[minmax(0,1fr)] gap-4 px-4 py-4 sm:px-6">
          <header>
            <Link
              href={backHref}
              replace
              scroll={false}
              className="-ml-1 mb-1 inline-flex items-center gap-1 rounded-sm px-1 py-2 text-muted hover:text-fg lg:hidden"
            >
              <ArrowLeft size={14} aria-hidden /> All letters of this incident
            </Link>
            <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-muted text-xs">
              <StateLabel state={standing.state} text={standing.text} />
              <span>{roleLabel(letter.role)}</span>
              <span>
                failed <RelativeTime at={letter.createdAt} />
              </span>
              {letter.sideEffects === 'none' ? null : (
                <Badge tone={letter.sideEffects === 'irreversible' ? 'warn' : 'neutral'}>{letter.sideEffects}</Badge>
              )}
              <CopyButton text={letter.id} label="Copy dead letter id" />
            </p>
            <h2 className="mt-0.5 text-base leading-6 [overflow-wrap:anywhere]">{letter.taskTitle}</h2>
            <p className="mt-0.5 flex flex-wrap items-center gap-x-3 text-muted">
              <Link href={taskHref} className="rounded-sm text-accent hover:underline pointer-coarse:py-1.5">
                Task {letter.taskKey}
              </Link>
              <span className="min-w-0 truncate">
                of{' '}
                <Link href={`/runs/${letter.runId}`} title={letter.runGoal} className="rounded-sm text-accent hover:underline">
                  {goalTitle(letter.runGoal)}
                </Link>
              </span>
            </p>
          </header>
          <LetterFate letter={letter} hrefOf={hrefOf} />
          <FailureNote failure={letter.failure} />
          <LetterAttempts letter={letter} />
          <LetterCall context={letter.executionContext} />
          <LetterMaterials letter={letter} />
          <LetterSettings letter={letter} />
          <LetterHistory letter={letter} hrefOf={hrefOf} />
        </div>
      </div>
      {onAsk && !isMany && (letter.status === 'pending' || letter.status === 'discarded') ? (
        <Actions letter={letter} onAsk={onAsk} />
      ) : null}
    </article>
  );
}

function Actions({ letter, onAsk }: { letter: DeadLetter; onAsk: NonNullable<LetterPaneProps['onAsk']> }) {
  if (letter.status === 'discarded') {
    return (
      <footer className="flex gap-2 border-line border-t bg-raised px-4 py-2.5 sm:px-6">
        <Button onClick={() => onAsk('reopen')} className="max-sm:flex-1">
          <Undo2 size={14} aria-hidden /> Open it again
          <ShortcutHint keys="u" />
        </Button>
      </footer>
    );
  }
  const canReplay = letter.replayBlocked === null || letter.replayCount >= letter.replayLimit;
  return (
    <footer className="flex flex-wrap gap-2 border-line border-t bg-raised px-4 py-2.5 sm:px-6">
      <Button variant="primary" onClick={() => onAsk('replay')} disabled={!canReplay} className="max-sm:flex-1">
        <RotateCw size={14} aria-hidden /> Replay…
        <ShortcutHint keys="r" />
      </Button>
      <Button onClick={() => onAsk('resolve')} className="max-sm:flex-1">
        Resolve…
        <ShortcutHint keys="s" />
      </Button>
      <Button variant="danger" onClick={() => onAsk('discard')} className="max-sm:flex-1">
        Discard…
        <ShortcutHint keys="d" />
      </Button>
    </footer>
  );
}
