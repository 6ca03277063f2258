import type { Overview } from '@/lib/contracts/dashboard';
import { formatCount, formatShortCount, plural } from '@/lib/format/count';
import { formatMoney } from '@/lib/format/money';
import { FigureCard } from './figure-card';
import { runsLink, tasksLink } from './overview-links';
import { RANGE_WORDS } from './ranges';

/** The four figures that say whether to worry. */
export function Figures({ overview }: { overview: Overview }) {
  const { range, runs, points, ended, today, yesterdaySoFar, yesterday } = overview;
  const active = runs.running + runs.planning;
  const all = ended.succeeded + ended.failed + ended.retried + ended.cancelled;
  const failureShare =
    all > 0 ? ` · ${((ended.failed / all) * 100).toFixed(ended.failed / all < 0.1 ? 1 : 0)} % of ${formatCount(all)}` : '';
  return (
    <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <FigureCard
        label="Active runs"
        value={formatCount(active)}
        note={`${plural(overview.tasks.running, 'task')} running${runs.paused > 0 ? ` · ${plural(runs.paused, 'run')} paused` : ''}`}
        href={runsLink({ status: 'running,planning' })}
        history={points.map((point) => point.activeRuns)}
        tone="text-running"
      />
      <FigureCard
        label="Throughput"
        value={overview.perMinute < 10 ? overview.perMinute.toFixed(1) : formatCount(Math.round(overview.perMinute))}
        unit="tasks/min"
        note={`${formatShortCount(all)} ended ${RANGE_WORDS[range]}`}
        href={tasksLink({ since: range })}
        history={points.map((point) => point.succeeded + point.failed + point.retried + point.cancelled)}
        tone="text-succeeded"
      />
      <FigureCard
        label="Failures"
        value={formatCount(ended.failed)}
        unit={ended.failed === 1 ? 'task' : 'tasks'}
        note={`${RANGE_WORDS[range]}${failureShare}`}
        href={tasksLink({ since: range, outcome: 'failed' })}
        history={points.map((point) => point.failed)}
        tone="text-failed"
      />
      <FigureCard
        label="Spend today"
        value={formatMoney(today.costUsd)}
        note={
          <span title={`${formatMoney(yesterday.costUsd)} on the whole of yesterday`}>
            {formatMoney(yesterdaySoFar.costUsd)} yesterday by now
          </span>
        }
        href={runsLink({ since: '24h', sort: 'spent', dir: 'desc' })}
        history={points.map((point) => point.costUsd)}
        tone="text-accent"
      />
    </div>
  );
}
