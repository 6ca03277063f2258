'use client';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import type { RunDetail } from '@/lib/contracts/run';
import { explainError, readError } from '@/lib/query/read-error';
import { TimelineView } from './timeline-view';
import { useTimeline } from './use-timeline';

interface TimelineTabProps {
  run: RunDetail;
  /** The event that is looked at; null: the present. */
  at: number | null;
  onAt: (seq: number | null) => void;
  openKey: string | null;
  onOpenTask: (key: string) => void;
}

/** A run over time. */
export function TimelineTab({ run, at, onAt, openKey, onOpenTask }: TimelineTabProps) {
  const query = useTimeline(run.id, run.lastSeq);
  if (query.data) {
    return <TimelineView key={run.id} run={run} model={query.data} at={at} onAt={onAt} openKey={openKey} onOpenTask={onOpenTask} />;
  }
  if (query.isError) {
    return (
      <ErrorState title="Could not load the timeline" onRetry={() => void query.refetch()} retrying={query.isFetching}>
        {explainError(readError(query.error))}
      </ErrorState>
    );
  }
  return <TimelineSkeleton />;
}

function TimelineSkeleton() {
  return (
    <div className="grid h-full content-start gap-4 bg-surface px-4 pt-16">
      {[18, 32, 24, 40, 28, 36, 22].map((width, row) => (
        <div key={width} className="grid grid-cols-[160px_1fr] gap-6">
          <Skeleton />
          <div style={{ width: `${width}%`, marginLeft: `${row * 8}%` }}>
            <Skeleton />
          </div>
        </div>
      ))}
    </div>
  );
}
