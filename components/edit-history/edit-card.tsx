'use client';
import { ChevronRight, History, Undo2 } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { RelativeTime } from '@/components/ui/relative-time';
import type { EditView } from '@/lib/contracts/edit';
import { plural } from '@/lib/format/count';
import { formatMoney } from '@/lib/format/money';
import { actorWords, effectWords, operationWords, type TitleOf } from '@/lib/graph-edit/edit-words';
import { EditCounts } from './edit-counts';

const WORDS_SHOWN = 6;

interface EditCardProps {
  edit: EditView;
  titleOf: TitleOf;
  open: boolean;
  onToggle: () => void;
  /** Null where the person may not, or the run has ended. */
  onUndo: (() => void) | null;
  /** Of the timeline just before the edit, where one can rewind to. */
  beforeHref: string;
  onGo: (version: number) => void;
  /** The pictures, drawn while it is open. */
  children: ReactNode;
}

/** One past edit: who, when, why, what; opened, its pictures and what can be done about it. */
export function EditCard({ edit, titleOf, open, onToggle, onUndo, beforeHref, onGo, children }: EditCardProps) {
  const { version, diff, operations } = edit;
  const words = operations.map((operation) => operationWords(operation, titleOf, diff));
  const shown = open ? words : words.slice(0, 2);
  const effects = effectWords(diff, edit.invalidated, titleOf);
  return (
    <li data-edit={version} className={'overflow-hidden rounded-lg border border-line bg-surface'}>
      <button
        type="button"
        data-edit-row
        aria-expanded={open}
        onClick={onToggle}
        className="grid w-full grid-cols-[16px_minmax(0,1fr)_auto] items-start gap-x-2 px-3 py-2.5 text-left -outline-offset-2 hover:bg-hover"
      >
        <ChevronRight size={14} aria-hidden className={cn('mt-0.5 text-faint transition-transform duration-120', open && 'rotate-90')} />
        <span className="grid min-w-0 gap-0.5">
          <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
            <span className="font-semibold">Edit {version}</span>
            <EditCounts diff={diff} />
            {edit.undoOf === null ? null : <Badge tone="accent">undo of edit {edit.undoOf}</Badge>}
            {edit.undoneBy === null ? null : <Badge>undone by edit {edit.undoneBy}</Badge>}
            <span className="min-w-0 truncate text-muted text-xs">{actorWords(edit.actor)}</span>
          </span>
          {edit.reason ? <span className="text-sm [overflow-wrap:anywhere]">“{edit.reason}”</span> : null}
          {open ? null : (
            <span className="truncate text-muted text-xs">
              {shown.join(' · ')}
              {words.length > shown.length ? ` and ${words.length - shown.length} more` : ''}
            </span>
          )}
        </span>
        <span className="grid justify-items-end gap-0.5 text-xs">
          <RelativeTime at={edit.at} className="text-faint" />
          {edit.forecastDeltaUsd === 0 ? null : (
            <span className="num text-muted" title="Forecast when it was applied">
              {edit.forecastDeltaUsd > 0 ? '+' : ''}
              {formatMoney(edit.forecastDeltaUsd)}
            </span>
          )}
        </span>
      </button>
      {open ? (
        <div className="grid gap-3 border-line border-t px-3 py-3 sm:pl-9">
          <ul aria-label={`What edit ${version} changed`} className="grid gap-1 pl-4 [list-style:disc] marker:text-faint">
            {words.slice(0, WORDS_SHOWN).map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the operations of a past edit never move
              <li key={index} className="[overflow-wrap:anywhere]">
                {line}
              </li>
            ))}
            {words.length > WORDS_SHOWN ? (
              <li className="list-none">
                <details>
                  <summary className="-ml-4 cursor-pointer text-accent text-xs">
                    {plural(words.length - WORDS_SHOWN, 'more operation')}
                  </summary>
                  <ul className="mt-1 grid gap-1 [list-style:disc]">
                    {words.slice(WORDS_SHOWN).map((line, index) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: the same
                      <li key={index} className="[overflow-wrap:anywhere]">
                        {line}
                      </li>
                    ))}
                  </ul>
                </details>
              </li>
            ) : null}
            {effects.map((line) => (
              <li key={line} className="text-muted">
                {line}
              </li>
            ))}
            {words.length + effects.length === 0 ? <li className="text-muted">Nothing of the graph.</li> : null}
          </ul>
          {children}
          <div className="flex flex-wrap items-center gap-2">
            {edit.undoneBy === null && edit.undoBlocked === null && onUndo ? (
              <Button onClick={onUndo}>
                <Undo2 size={14} aria-hidden /> Undo edit {version}
              </Button>
            ) : null}
            {edit.checkpointId === null ? null : (
              <Button asChild variant="quiet">
                <Link href={beforeHref}>
                  <History size={14} aria-hidden /> Go to the moment before
                </Link>
              </Button>
            )}
            {edit.undoOf === null ? null : (
              <Button variant="quiet" onClick={() => onGo(edit.undoOf ?? 0)}>
                Show edit {edit.undoOf}
              </Button>
            )}
            {edit.undoneBy === null ? null : (
              <Button variant="quiet" onClick={() => onGo(edit.undoneBy ?? 0)}>
                Show edit {edit.undoneBy}, which undid it
              </Button>
            )}
            {edit.undoneBy === null && edit.undoBlocked !== null ? (
              <p className="text-muted text-xs">Cannot be undone: {edit.undoBlocked}</p>
            ) : null}
          </div>
        </div>
      ) : null}
    </li>
  );
}
