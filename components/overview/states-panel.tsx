import Link from 'next/link';
import { cn } from '@/components/ui/cn';
import { StateIcon } from '@/components/ui/state-icon';
import { type State, stateGround, stateLabel } from '@/components/ui/states';
import type { Overview } from '@/lib/contracts/dashboard';
import { formatCount, plural } from '@/lib/format/count';
import { tasksLink } from './overview-links';

const SHOWN = ['running', 'waiting', 'ready', 'pending', 'succeeded', 'failed', 'skipped', 'cancelled'] as const satisfies readonly State[];

/** Tasks of the runs under way by state: a bar, and the list behind each part of it. */
export function StatesPanel({ overview }: { overview: Overview }) {
  const { tasks, runs } = overview;
  const active = runs.planning + runs.running + runs.paused;
  return (
    <section aria-labelledby="states-now" className="flex min-w-0 flex-col rounded-lg border border-line bg-surface px-4 pt-3 pb-2">
      <h2 id="states-now" className="text-sm">
        Tasks now
      </h2>
      <p className="mt-0.5 text-muted text-xs">
        {active > 0 ? `${plural(tasks.total, 'task')} in ${plural(active, 'run')} under way` : 'No run is under way'}
      </p>
      <div aria-hidden className="mt-3 flex h-2 gap-px overflow-hidden rounded-full bg-line">
        {SHOWN.filter((state) => tasks[state] > 0).map((state) => (
          <span key={state} className={stateGround(state)} style={{ flexGrow: tasks[state], minWidth: 3 }} />
        ))}
      </div>
      <ul className="mt-2 grid grow grid-cols-2 content-between gap-x-4 sm:max-lg:grid-cols-4 lg:grid-cols-1 2xl:grid-cols-2">
        {SHOWN.map((state) => (
          <li key={state}>
            <Link
              href={tasksLink({ status: state })}
              prefetch={false}
              className={cn(
                '-mx-1.5 flex items-center gap-2 rounded-sm px-1.5 py-[3px] hover:bg-hover pointer-coarse:py-2',
                tasks[state] === 0 && 'text-faint',
              )}
            >
              <StateIcon state={state} decorative className="animate-none" />
              {stateLabel(state)}
              <span className="num ml-auto font-medium">{formatCount(tasks[state])}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
