'use client';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { ChartPanel } from '@/components/charts/chart-panel';
import { OUTCOME_COLORS, OUTCOME_LABELS } from '@/components/charts/outcome-style';
import { outcomesShown, prepareOutcomes } from '@/components/charts/prepare-outcomes';
import { barSize, mergePoints } from '@/components/charts/prepare-series';
import type { Overview } from '@/lib/contracts/dashboard';
import { formatCount } from '@/lib/format/count';
import { tasksLink } from './overview-links';

const OutcomeChart = dynamic(() => import('@/components/charts/outcome-chart').then((module) => module.OutcomeChart), { ssr: false });

/** What ended over time, by what it came to. */
export function OutcomePanel({ overview, className }: { overview: Overview; className?: string }) {
  const { range, ended, points, stepSeconds } = overview;
  const bars = prepareOutcomes(mergePoints(points, barSize(range, stepSeconds)), range);
  const outcomes = outcomesShown(bars);
  return (
    <ChartPanel
      title="Tasks ended"
      className={className}
      isEmpty={bars.every((bar) => bar.total === 0)}
      empty="Nothing ended in this time."
      rows={bars.filter((bar) => bar.total > 0).toReversed()}
      rowKey={(bar) => bar.at}
      columns={[
        { header: 'From', cell: (bar) => bar.exact },
        ...outcomes.map((outcome) => ({
          header: OUTCOME_LABELS[outcome],
          numeric: true,
          cell: (bar: (typeof bars)[number]) => formatCount(bar[outcome]),
        })),
      ]}
      summary={outcomes.map((outcome) => (
        <Link
          key={outcome}
          href={tasksLink({ since: range, outcome })}
          prefetch={false}
          className="inline-flex items-center gap-1.5 rounded-sm hover:text-fg hover:underline"
        >
          <span aria-hidden className="size-2 rounded-xs" style={{ background: OUTCOME_COLORS[outcome] }} />
          {OUTCOME_LABELS[outcome]} <span className="num font-medium text-fg">{formatCount(ended[outcome])}</span>
        </Link>
      ))}
    >
      <OutcomeChart bars={bars} />
    </ChartPanel>
  );
}
