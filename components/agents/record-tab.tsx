'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { Money } from '@/components/ui/money';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import type { AgentRecord, AgentView } from '@/lib/contracts/agent';
import { formatCount, plural } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { seconds } from './agent-list';

/** What the role did in the last 30 days. */
export function RecordTab({ role }: { role: AgentView['role'] }) {
  const trpc = useTRPC();
  const record = useQuery(trpc.agents.record.queryOptions({ role }));
  if (record.isError) {
    return (
      <ErrorState title="Could not load the record" onRetry={() => void record.refetch()} retrying={record.isFetching}>
        {explainError(readError(record.error))}
      </ErrorState>
    );
  }
  if (record.isPending) return <Skeleton className="m-5 h-40" />;
  const { data } = record;
  if (data.runs === 0 && data.succeeded + data.failed === 0) {
    return (
      <EmptyState title="Nothing in the last 30 days">
        Its runs, tasks, failures, durations and costs will be here once a run has a task for it.
      </EmptyState>
    );
  }
  return (
    <div className="grid max-w-[1120px] gap-6 px-4 py-5 sm:px-5">
      <Figures record={data} />
      <Failures failures={data.failures} />
    </div>
  );
}

function Figures({ record }: { record: AgentRecord }) {
  const ended = record.succeeded + record.failed;
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-line sm:grid-cols-3 lg:grid-cols-6">
      <Figure label="Runs" note={record.ofRuns >= 1000 ? 'of the newest 1,000' : `of ${plural(record.ofRuns, 'run')}`}>
        {formatCount(record.runs)}
      </Figure>
      <Figure label="Tasks done" note="in 30 days">
        {formatCount(record.succeeded)}
      </Figure>
      <Figure label="Failed attempts" note={ended > 0 ? `${Math.round((record.failed / ended) * 100)} % of all` : undefined}>
        <span className={record.failed > 0 ? 'text-failed' : undefined}>{formatCount(record.failed)}</span>
      </Figure>
      <Figure label="Median" note="from claim to end">
        {seconds(record.medianSeconds)}
      </Figure>
      <Figure label="95th percentile">{seconds(record.p95Seconds)}</Figure>
      <Figure
        label="Cost"
        note={record.unpricedCalls > 0 ? `${plural(record.unpricedCalls, 'call')} without a price` : plural(record.calls, 'call')}
      >
        <Money usd={record.costUsd} />
      </Figure>
    </dl>
  );
}

function Figure({ label, note, children }: { label: string; note?: string; children: ReactNode }) {
  return (
    <div className="bg-surface px-3 py-2.5">
      <dt className="text-muted text-xs">{label}</dt>
      <dd className="num mt-0.5 font-semibold text-lg">{children}</dd>
      {note ? <dd className="text-faint text-xs">{note}</dd> : null}
    </div>
  );
}

function Failures({ failures }: { failures: AgentRecord['failures'] }) {
  return (
    <section aria-labelledby="failures">
      <h2 id="failures" className="mb-2 text-base">
        Tasks that stand failed
      </h2>
      {failures.length === 0 ? (
        <p className="text-muted">None in the newest runs.</p>
      ) : (
        <ul className="overflow-hidden rounded-md border border-line bg-surface">
          {failures.map((failure) => (
            <li key={`${failure.runId}:${failure.taskKey}`} className="border-line border-b last:border-0">
              <Link
                href={`/runs/${failure.runId}?task=${encodeURIComponent(failure.taskKey)}`}
                className="grid gap-0.5 px-3 py-2 -outline-offset-2 hover:bg-hover"
              >
                <span className="flex items-baseline gap-2">
                  <span className="min-w-0 truncate font-medium">{failure.title}</span>
                  <span className="min-w-0 flex-1 truncate text-faint text-xs">{failure.goal}</span>
                  {failure.failedAt ? <RelativeTime at={failure.failedAt} className="shrink-0 text-faint text-xs" /> : null}
                </span>
                <span className="line-clamp-2 text-failed text-xs">{failure.message ?? failure.code ?? 'No reason was kept'}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
