'use client';
import { useQuery } from '@tanstack/react-query';
import { Archive, FileText } from 'lucide-react';
import { useMemo } from 'react';
import { useNarrow } from '@/components/run/use-narrow';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import type { TaskView } from '@/lib/contracts/task';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { ArtifactList } from './artifact-list';
import { ArtifactViewer } from './artifact-viewer';
import { groupArtifacts } from './group-artifacts';

interface ArtifactsTabProps {
  runId: string;
  tasks: readonly TaskView[];
  shownId: string | null;
  onShow: (artifactId: string | null) => void;
}

/** List and viewer side by side; one after the other on a narrow screen. */
export function ArtifactsTab({ runId, tasks, shownId, onShow }: ArtifactsTabProps) {
  const trpc = useTRPC();
  const query = useQuery(trpc.artifacts.list.queryOptions({ runId }));
  const items = query.data?.items;
  // Where list and viewer take turns, nothing is open until it is pressed.
  const narrow = useNarrow('(max-width: 767px)');
  const groups = useMemo(() => groupArtifacts(items ?? [], tasks), [items, tasks]);
  if (query.isError && !items) {
    return (
      <ErrorState title="Could not load the artifacts" onRetry={() => void query.refetch()} retrying={query.isFetching}>
        {explainError(readError(query.error))}
      </ErrorState>
    );
  }
  if (!items) return <ListSkeleton />;
  if (items.length === 0) {
    return (
      <EmptyState icon={<FileText size={18} aria-hidden />} title="No artifacts yet">
        What the agents write, and the input documents of the run, will be here as soon as there are any.
      </EmptyState>
    );
  }
  const entries = groups.flatMap((group) => group.entries);
  const chosen = entries.find((entry) => entry.versions.some((each) => each.id === shownId));
  const entry = chosen ?? entries[0];
  const shown = chosen?.versions.find((each) => each.id === shownId) ?? entry?.latest;
  return (
    <div className="grid h-full min-h-0 grid-cols-[minmax(0,1fr)] md:grid-cols-[300px_minmax(0,1fr)]">
      <div className={cn('flex min-h-0 flex-col border-line bg-surface md:border-r', chosen && 'max-md:hidden')}>
        <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
          <ArtifactList groups={groups} shownId={chosen || !narrow ? (shown?.id ?? null) : null} onShow={onShow} />
        </div>
        <div className="border-line border-t p-2">
          <Button asChild className="w-full">
            <a href={`/api/v1/runs/${runId}/export`} download>
              <Archive size={14} aria-hidden /> Download all as zip
            </a>
          </Button>
        </div>
      </div>
      <div className={cn('min-h-0 min-w-0 bg-surface', chosen ? '' : 'max-md:hidden')}>
        {entry && shown ? <ArtifactViewer key={shown.id} entry={entry} shown={shown} onShow={onShow} onBack={() => onShow(null)} /> : null}
      </div>
    </div>
  );
}

function ListSkeleton() {
  return (
    <div className="grid gap-3 p-4 md:w-[300px]">
      {['a', 'b', 'c', 'd', 'e'].map((row) => (
        <Skeleton key={row} className="h-4" />
      ))}
    </div>
  );
}
