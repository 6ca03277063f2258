'use client';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from '@/components/ui/skeleton';
import type { Edited } from '@/lib/contracts/edit';
import { plural } from '@/lib/format/count';
import { formatMoney } from '@/lib/format/money';
import { countWords, effectWords, type TitleOf } from '@/lib/graph-edit/edit-words';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';

/** What would come of a proposal on the graph as it is now, or why it no longer fits. */
export function ProposalPreview({ proposalId, titleOf }: { proposalId: string; titleOf: TitleOf }) {
  const trpc = useTRPC();
  // Of one graph: whoever shows it gives it another key where the version is another.
  const query = useQuery(trpc.proposals.preview.queryOptions({ proposalId }, { retry: false, staleTime: 0, gcTime: 0 }));
  if (query.isError) {
    return (
      <p role="alert" className="mt-2 rounded-sm bg-failed-soft px-2 py-1.5 text-failed text-xs [overflow-wrap:anywhere]">
        It does not fit the graph as it is now: {explainError(readError(query.error))}
      </p>
    );
  }
  if (!query.data) return <Skeleton className="mt-2 h-10" />;
  return (
    <section aria-label="Preview" className="mt-2 rounded-sm bg-surface px-2 py-1.5">
      <EditedFigures edited={query.data} titleOf={titleOf} />
    </section>
  );
}

/** What an edit comes to: how much of the graph, the longest path, the money, and what one may not have meant. */
export function EditedFigures({ edited, titleOf }: { edited: Edited; titleOf: TitleOf }) {
  const { diff, invalidated, forecast, forecastDeltaUsd, warnings } = edited;
  const { before, after } = forecast;
  const delta = `${forecastDeltaUsd < 0 ? '−' : '+'}${formatMoney(Math.abs(forecastDeltaUsd))}`;
  const path =
    before.longestPath === after.longestPath
      ? `longest path stays ${plural(after.longestPath, 'task')}`
      : `longest path ${before.longestPath} → ${plural(after.longestPath, 'task')}`;
  return (
    <div className="grid gap-1 text-xs">
      <p className="num">
        {countWords(diff)} · {path} · forecast {delta}
      </p>
      {effectWords(diff, invalidated, titleOf).map((words) => (
        <p key={words} className="text-waiting">
          {words}
        </p>
      ))}
      {warnings.map(({ key, message }) => (
        <p key={`${key} ${message}`} className="text-waiting">
          {titleOf(key)}: {message}
        </p>
      ))}
    </div>
  );
}
