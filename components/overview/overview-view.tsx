'use client';
import { Duration } from '@/components/ui/duration';
import { ErrorState } from '@/components/ui/error-state';
import { Money } from '@/components/ui/money';
import { explainError, readError } from '@/lib/query/read-error';
import { Figures } from './figures';
import { LatencyPanel } from './latency-panel';
import { LeadingRuns } from './leading-runs';
import { NeedsLine } from './needs-line';
import { OutcomePanel } from './outcome-panel';
import { OverviewEmpty } from './overview-empty';
import { runsLink, UNDER_WAY } from './overview-links';
import { OverviewSkeleton } from './overview-skeleton';
import { SpendPanel } from './spend-panel';
import { StatesPanel } from './states-panel';
import { useOverview } from './use-overview';
import { useRange } from './use-range';

/** The first page: whether to worry, and about what. */
export function OverviewView() {
  const [range] = useRange();
  const overview = useOverview(range);
  const { data } = overview;
  if (!data) {
    if (!overview.isError) return <OverviewSkeleton />;
    return (
      <ErrorState title="Could not load the overview" onRetry={() => void overview.refetch()} retrying={overview.isFetching}>
        {explainError(readError(overview.error))}
      </ErrorState>
    );
  }
  if (data.isUntouched) return <OverviewEmpty />;
  return (
    <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
      <div className="grid gap-3 px-4 pb-6 sm:px-5" aria-busy={overview.isPlaceholderData}>
        <NeedsLine overview={data} />
        {overview.isRefetchError ? (
          <p role="alert" className="text-failed text-xs">
            These figures are not up to date. {explainError(readError(overview.error))}
          </p>
        ) : null}
        {data.complete ? null : <p className="text-muted text-xs">Older tasks are still being counted: the figures grow for a moment.</p>}
        <Figures overview={data} />
        <div className="grid gap-3 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
          <OutcomePanel overview={data} />
          <StatesPanel overview={data} />
        </div>
        <div className="grid gap-3 lg:grid-cols-2">
          <SpendPanel overview={data} />
          <LatencyPanel overview={data} />
        </div>
        <div className="grid gap-3 lg:grid-cols-2">
          <LeadingRuns
            title="Longest under way"
            href={runsLink({ status: UNDER_WAY, sort: 'duration', dir: 'desc' })}
            runs={data.slowest}
            empty="No run is under way."
            figure={(run) => <Duration from={run.startedAt ?? run.createdAt} to={null} />}
          />
          <LeadingRuns
            title="Costliest under way"
            href={runsLink({ status: UNDER_WAY, sort: 'spent', dir: 'desc' })}
            runs={data.costliest}
            empty="No run under way has spent anything."
            figure={(run) => <Money usd={run.spentUsd} />}
          />
        </div>
      </div>
    </div>
  );
}
