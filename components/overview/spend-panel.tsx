'use client';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { ChartPanel } from '@/components/charts/chart-panel';
import { barSize, mergePoints } from '@/components/charts/prepare-series';
import { prepareSpend } from '@/components/charts/prepare-spend';
import type { Overview, Usage } from '@/lib/contracts/dashboard';
import { formatCount, formatShortCount, plural } from '@/lib/format/count';
import { formatMoney } from '@/lib/format/money';
import { runsLink } from './overview-links';

const SpendChart = dynamic(() => import('@/components/charts/spend-chart').then((module) => module.SpendChart), { ssr: false });

const tokensOf = (usage: Usage) => usage.inputTokens + usage.outputTokens;

/** What was spent over time, and the tokens of today against yesterday. */
export function SpendPanel({ overview, className }: { overview: Overview; className?: string }) {
  const { range, points, stepSeconds, today, yesterdaySoFar, yesterday } = overview;
  const bars = prepareSpend(mergePoints(points, barSize(range, stepSeconds)), range);
  const spentUsd = points.reduce((sum, point) => sum + point.costUsd, 0);
  const href = runsLink({ since: range, sort: 'spent', dir: 'desc' });
  return (
    <ChartPanel
      title="Spend"
      className={className}
      isEmpty={bars.every((bar) => bar.calls === 0)}
      empty="No model was called in this time."
      rows={bars.filter((bar) => bar.calls > 0).toReversed()}
      rowKey={(bar) => bar.at}
      columns={[
        { header: 'From', cell: (bar) => bar.exact },
        { header: 'Spent', numeric: true, cell: (bar) => formatMoney(bar.costUsd) },
        { header: 'Tokens', numeric: true, cell: (bar) => formatCount(bar.tokens) },
        { header: 'Calls', numeric: true, cell: (bar) => formatCount(bar.calls) },
      ]}
      summary={
        <>
          <Link href={href} prefetch={false} className="rounded-sm hover:text-fg hover:underline">
            <span className="num font-medium text-fg">{formatMoney(spentUsd)}</span> in all
          </Link>
          <Link
            href={runsLink({ since: '24h', sort: 'spent', dir: 'desc' })}
            prefetch={false}
            title={`${formatCount(today.inputTokens)} in, ${formatCount(today.outputTokens)} out; ${formatCount(tokensOf(yesterday))} on the whole of yesterday`}
            className="rounded-sm hover:text-fg hover:underline"
          >
            <span className="num font-medium text-fg">{formatShortCount(tokensOf(today))}</span> tokens today,{' '}
            <span className="num">{formatShortCount(tokensOf(yesterdaySoFar))}</span> yesterday by now
          </Link>
          {today.unpricedCalls > 0 ? (
            <span title="Their models have no known price: what they cost is in no figure here" className="text-waiting">
              {plural(today.unpricedCalls, 'call')} without a price today
            </span>
          ) : null}
        </>
      }
    >
      <SpendChart bars={bars} />
    </ChartPanel>
  );
}
