import Link from 'next/link';
import { StateLabel } from '@/components/ui/state-label';
import { toState } from '@/components/ui/states';
import type { Comparison } from '@/lib/contracts/checkpoint';
import { formatCount } from '@/lib/format/count';
import { formatDuration } from '@/lib/format/duration';
import { formatMoney } from '@/lib/format/money';
import { deltaText } from './order-differences';

type Side = Comparison['left'];

/** Both sides with their totals; at the right, what is more or less than at the left. */
export function ComparedSides({ left, right }: { left: Side; right: Side }) {
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <SideCard name="Left" side={left} other={null} />
      <SideCard name="Right" side={right} other={left} />
    </div>
  );
}

function SideCard({ name, side, other }: { name: string; side: Side; other: Side | null }) {
  const state = toState(side.status);
  const query = side.checkpointId === null ? '' : `?view=timeline&at=${side.seq}`;
  const figures = [
    { label: 'Tasks', text: formatCount(side.tasks), delta: other ? deltaText(other.tasks, side.tasks, formatCount) : '' },
    { label: 'Artifacts', text: formatCount(side.artifacts), delta: other ? deltaText(other.artifacts, side.artifacts, formatCount) : '' },
    { label: 'Cost', text: formatMoney(side.costUsd), delta: other ? deltaText(other.costUsd, side.costUsd, formatMoney) : '' },
    {
      label: 'Time',
      text: side.durationMs === null ? '–' : formatDuration(side.durationMs),
      delta: other ? deltaText(other.durationMs, side.durationMs, formatDuration) : '',
    },
  ];
  return (
    <section aria-label={name} className="grid min-w-0 content-start gap-2 rounded-lg border border-line bg-surface px-4 py-3">
      <div className="flex min-w-0 items-center gap-3">
        <h2 className="min-w-0 truncate text-base">{side.checkpointId === null ? `Run …${side.runId.slice(-4)}` : side.label}</h2>
        <StateLabel state={state} text={state} className="shrink-0 capitalize" />
      </div>
      <Link href={`/runs/${side.runId}${query}`} className="truncate rounded-sm text-muted hover:text-fg hover:underline">
        {side.goal.split('\n', 1)[0]}
      </Link>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-1.5 sm:grid-cols-4">
        {figures.map(({ label, text, delta }) => (
          <div key={label}>
            <dt className="text-faint text-xs">{label}</dt>
            <dd className="num font-medium">
              {text} {delta ? <span className="font-normal text-muted text-xs">{delta}</span> : null}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
