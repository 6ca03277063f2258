'use client';
import { MailX } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { DataTable } from '@/components/data-table/data-table';
import { useMe } from '@/components/runs/use-me';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { useShortcut } from '@/components/ui/shortcuts';
import type { Incident } from '@/lib/contracts/dead-letter';
import { plural } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { useDebounced } from '@/lib/query/use-debounced';
import { INCIDENT_CARD, incidentColumns, incidentHref } from './incident-columns';
import { IncidentListSkeleton } from './incident-list-skeleton';
import { IncidentToolbar } from './incident-toolbar';
import { isReplaying } from './letter-words';
import { type IncidentFilters, useIncidentFilters } from './use-incident-filters';
import { useIncidentList } from './use-incident-list';

const ReplayDialog = dynamic(() => import('./replay-dialog').then((module) => module.ReplayDialog), { ssr: false });
const CloseDialog = dynamic(() => import('./close-dialog').then((module) => module.CloseDialog), { ssr: false });

const DEBOUNCE_MS = 250;
type Asking = { about: 'replay' | 'resolve' | 'discard'; incident: Incident };

/** Dead letters by their causes. */
export function IncidentList() {
  const router = useRouter();
  const filters = useIncidentFilters();
  const list = useIncidentList(filters, useDebounced(filters.q.trim(), DEBOUNCE_MS));
  const mayWrite = useMe()?.permissions.includes('runs.write') ?? false;
  const scrollRef = useRef<HTMLDivElement>(null);
  const [currentKey, setCurrentKey] = useState<string | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const { rows } = list;
  const current = rows.find((row) => row.fingerprint === currentKey);
  const move = (step: 1 | -1) => {
    const at = current ? rows.indexOf(current) : -1;
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
    if (next) setCurrentKey(next.fingerprint);
  };
  const ask = (about: Asking['about']) => () => current && setAsking({ about, incident: current });
  const group = 'Dead letters';
  const enabled = current !== undefined;
  const isOpen = mayWrite && current !== undefined && current.open > 0;
  useShortcut('j', 'Next incident', () => move(1), { group });
  useShortcut('k', 'Previous incident', () => move(-1), { group });
  useShortcut('enter', 'Open the incident', () => current && router.push(incidentHref(current, filters.run)), { group, enabled });
  useShortcut('esc', 'Let go of the incident', () => setCurrentKey(null), { group, enabled });
  useShortcut('shift+r', 'Canary replay of the incident', ask('replay'), { group, enabled: isOpen && !isReplaying(current) });
  useShortcut('s', 'Resolve the incident', ask('resolve'), { group, enabled: isOpen });
  useShortcut('d', 'Discard the incident', ask('discard'), { group, enabled: isOpen });

  const content = () => {
    if (list.isError && rows.length === 0) {
      return (
        <ErrorState title="Could not load the dead letters" onRetry={() => void list.refetch()} retrying={list.isFetching}>
          {explainError(readError(list.error))}
        </ErrorState>
      );
    }
    if (list.isPending) return <IncidentListSkeleton />;
    if (rows.length === 0) return <NoIncidents filters={filters} />;
    return (
      <DataTable
        label="Incidents"
        columns={incidentColumns(filters.run, mayWrite ? (incident) => setAsking({ about: 'replay', incident }) : null)}
        rows={rows}
        rowKey={(row) => row.fingerprint}
        currentKey={currentKey}
        cardClassName={INCIDENT_CARD}
        scrollRef={scrollRef}
        stale={list.isPlaceholderData}
        footer={<Footer list={list} />}
      />
    );
  };
  const shown = asking && (rows.find((row) => row.fingerprint === asking.incident.fingerprint) ?? asking.incident);
  return (
    <>
      <IncidentToolbar filters={filters} />
      {content()}
      {asking && shown && asking.about === 'replay' ? (
        <ReplayDialog
          target={{ kind: 'incident', incident: shown }}
          onClose={() => setAsking(null)}
          onDone={() => router.push(incidentHref(shown, filters.run))}
        />
      ) : null}
      {asking && shown && asking.about !== 'replay' ? (
        <CloseDialog verb={asking.about} target={{ kind: 'incident', incident: shown }} onClose={() => setAsking(null)} />
      ) : null}
    </>
  );
}

function Footer({ list }: { list: ReturnType<typeof useIncidentList> }) {
  return (
    <div className="flex min-h-12 flex-wrap items-center justify-center gap-3 px-5 py-3 text-faint text-xs">
      {list.isFetchNextPageError || list.isRefetchError ? (
        <span role="alert" className="text-failed">
          {explainError(readError(list.error))}
        </span>
      ) : null}
      <span className="num">
        {plural(list.rows.length, 'incident')}
        {list.hasNextPage ? ' so far' : ''}
      </span>
      {list.hasNextPage ? (
        <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {list.isFetchingNextPage ? 'Loading…' : 'Load more'}
        </Button>
      ) : null}
    </div>
  );
}

function NoIncidents({ filters }: { filters: IncidentFilters }) {
  const icon = <MailX size={20} strokeWidth={1.6} aria-hidden />;
  if (filters.isFiltered) {
    return (
      <EmptyState icon={icon} title="No incident matches" action={<Button onClick={filters.clear}>Clear the filters</Button>}>
        {filters.status === 'all' ? 'No cause of failures is like this.' : `No ${filters.status} cause of failures is like this.`}
      </EmptyState>
    );
  }
  if (filters.status === 'open') {
    return (
      <EmptyState
        icon={icon}
        title="Nothing is open"
        action={
          <>
            <Button onClick={() => filters.set({ status: 'all' })}>Show what was dealt with</Button>
            <Button asChild variant="quiet">
              <Link href="/runs">All runs</Link>
            </Button>
          </>
        }
      >
        Tasks that fail for good will be here, grouped by their cause, each with its evidence and a way to replay it.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={icon} title="No dead letter yet" action={<Button onClick={filters.clear}>Show what is open</Button>}>
      Causes of failures that were dealt with stay here for as long as the settings say.
    </EmptyState>
  );
}
