'use client';
import { X } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { IconButton } from '@/components/ui/icon-button';
import { Skeleton } from '@/components/ui/skeleton';
import type { Incident } from '@/lib/contracts/dead-letter';
import { formatCount, plural } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { LetterList } from './letter-list';
import { LetterPane } from './letter-pane';
import type { IncidentUrl } from './use-incident-url';
import type { Triage } from './use-triage';

interface IncidentLettersProps {
  incident: Incident;
  url: IncidentUrl;
  mayWrite: boolean;
  triage: Triage;
}

const tab =
  'h-6 shrink-0 rounded-sm px-2.5 font-medium text-muted text-xs -outline-offset-1 hover:text-fg aria-pressed:bg-accent-soft aria-pressed:text-accent pointer-coarse:h-10 pointer-coarse:px-4';

/** The letters of a cause and, beside them, one with its evidence; on a phone one after the other. */
export function IncidentLetters({ incident, url, mayWrite, triage }: IncidentLettersProps) {
  const { letter, selected, show } = triage;
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)] border-line border-t lg:grid-cols-[368px_minmax(0,1fr)]">
      <div className={cn('flex min-h-0 min-w-0 flex-col border-line bg-surface lg:border-r', url.letter !== null && 'max-lg:hidden')}>
        <div className="flex min-h-10 items-center gap-2 border-line border-b bg-canvas px-3 py-1">
          <fieldset aria-label="Which letters" className="inline-flex rounded-md border border-line-strong bg-surface p-0.5">
            <button type="button" aria-pressed={show === 'open'} onClick={() => url.set({ show: 'open', letter: null })} className={tab}>
              Open <span className="num">{formatCount(incident.open)}</span>
            </button>
            <button type="button" aria-pressed={show === 'all'} onClick={() => url.set({ show: 'all', letter: null })} className={tab}>
              All <span className="num">{formatCount(incident.total)}</span>
            </button>
          </fieldset>
          {url.run ? (
            <span className="ml-auto inline-flex items-center gap-1 text-muted text-xs">
              one run
              <IconButton label="Show all runs" size="sm" onClick={() => url.set({ run: null })}>
                <X size={14} aria-hidden />
              </IconButton>
            </span>
          ) : null}
        </div>
        <Rows triage={triage} url={url} mayWrite={mayWrite} />
        {mayWrite && selected.length > 0 ? <SelectionBar triage={triage} /> : null}
      </div>
      <div className={cn('flex min-h-0 min-w-0 flex-col bg-canvas', url.letter === null && 'max-lg:hidden')}>
        {letter.data && letter.data.id === triage.shownId ? (
          <LetterPane
            key={letter.data.id}
            letter={letter.data}
            backHref={url.listHref}
            hrefOf={url.hrefOf}
            onAsk={mayWrite ? triage.ask : null}
            isMany={selected.length > 0}
            paneRef={triage.paneRef}
          />
        ) : letter.isError ? (
          <ErrorState title="Could not load the dead letter" onRetry={() => void letter.refetch()} retrying={letter.isFetching}>
            {explainError(readError(letter.error))}
          </ErrorState>
        ) : triage.shownId === null ? null : (
          <div role="status" aria-label="Loading the dead letter" className="grid gap-3 p-6">
            <Skeleton className="w-32" />
            <Skeleton className="w-2/3" />
            <Skeleton className="h-40" />
          </div>
        )}
      </div>
    </div>
  );
}

function Rows({ triage, url, mayWrite }: Pick<IncidentLettersProps, 'triage' | 'url' | 'mayWrite'>) {
  const { list } = triage;
  if (list.isError && list.rows.length === 0) {
    return (
      <ErrorState title="Could not load the letters" onRetry={() => void list.refetch()} retrying={list.isFetching}>
        {explainError(readError(list.error))}
      </ErrorState>
    );
  }
  if (list.isPending) {
    return (
      <div role="status" aria-label="Loading dead letters" className="grid gap-4 p-4">
        <Skeleton className="w-3/4" />
        <Skeleton className="w-1/2" />
        <Skeleton className="w-2/3" />
      </div>
    );
  }
  if (list.rows.length === 0) {
    return (
      <EmptyState
        title={triage.show === 'open' ? 'Nothing is open' : 'No letter of this run'}
        action={<Button onClick={() => url.set({ show: 'all', run: null })}>Show all letters</Button>}
      >
        Letters of this cause that nobody has dealt with are here.
      </EmptyState>
    );
  }
  return (
    <LetterList
      rows={list.rows}
      shownId={triage.shownId}
      selected={mayWrite ? triage.selection : null}
      hrefOf={url.hrefOf}
      onToggle={triage.toggle}
      list={list}
    />
  );
}

function SelectionBar({ triage }: { triage: Triage }) {
  const count = triage.selected.length;
  return (
    <section
      aria-label="Selected dead letters"
      className="flex flex-wrap items-center gap-2 border-line border-t bg-raised px-3 py-2 shadow-float"
    >
      <span className="num font-medium">{plural(count, 'selected', 'selected')}</span>
      <span className="ml-auto flex flex-wrap gap-1.5">
        <Button variant="primary" onClick={() => triage.ask('replay')}>
          Replay {count}
        </Button>
        <Button onClick={() => triage.ask('resolve')}>Resolve</Button>
        <Button variant="danger" onClick={() => triage.ask('discard')}>
          Discard
        </Button>
        <IconButton label="Select none" shortcut="esc" onClick={triage.clearSelection}>
          <X size={14} aria-hidden />
        </IconButton>
      </span>
    </section>
  );
}
