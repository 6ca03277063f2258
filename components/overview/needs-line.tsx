import Link from 'next/link';
import { useDeadLetterCounts } from '@/components/dead-letters/use-dead-letter-counts';
import { useWaiting } from '@/components/escalations/inbox/use-waiting';
import { StateIcon } from '@/components/ui/state-icon';
import type { State } from '@/components/ui/states';
import type { Overview } from '@/lib/contracts/dashboard';
import { plural } from '@/lib/format/count';
import { runsLink, tasksLink, UNDER_WAY } from './overview-links';
import { RANGE_WORDS } from './ranges';

interface Need {
  state: State;
  text: string;
  href: string;
}

/** What needs a person, each with the list behind it. */
export function needsOf(
  { needs, range, workers, runs }: Overview,
  letters?: { open: number; incidents: number },
  waiting?: { open: number; high: number },
): Need[] {
  const { budget, planReview, approvals, failedRuns, failing } = needs;
  const decisions = waiting?.open ?? 0;
  const all: (Need & { count: number })[] = [
    {
      count: decisions,
      state: waiting && waiting.high > 0 ? 'failed' : 'waiting',
      text: `${plural(decisions, 'decision')} ${decisions === 1 ? 'waits' : 'wait'}${waiting && waiting.high > 0 ? `, ${waiting.high} of high risk` : ''}`,
      href: '/inbox?show=people',
    },
    {
      count: approvals,
      state: 'waiting',
      text: `${plural(approvals, 'task')} ${approvals === 1 ? 'asks' : 'ask'} a person`,
      href: tasksLink({ status: 'waiting', waitingFor: 'person' }),
    },
    {
      count: planReview,
      state: 'paused',
      text: `${plural(planReview, 'plan')} to review`,
      href: runsLink({ status: 'paused', reason: 'plan_review' }),
    },
    {
      count: budget,
      state: 'paused',
      text: `${plural(budget, 'run')} paused by budget`,
      href: runsLink({ status: 'paused', reason: 'budget' }),
    },
    {
      count: letters?.incidents ?? 0,
      state: 'failed',
      text: `${plural(letters?.incidents ?? 0, 'open incident')} of ${plural(letters?.open ?? 0, 'dead letter')}`,
      href: '/dead-letters',
    },
    {
      count: failing,
      state: 'failed',
      text: `${plural(failing, 'run')} under way with failed tasks`,
      href: runsLink({ status: UNDER_WAY, failing: '1' }),
    },
    {
      count: failedRuns,
      state: 'failed',
      text: `${plural(failedRuns, 'run')} failed, of those started ${RANGE_WORDS[range]}`,
      href: runsLink({ status: 'failed', since: range }),
    },
    {
      count: workers === 0 && runs.running + runs.planning > 0 ? 1 : 0,
      state: 'failed',
      text: 'No worker is there: nothing moves',
      href: runsLink({ status: 'running,planning' }),
    },
  ];
  return all.filter((need) => need.count > 0);
}

/** One line of what needs a person. */
export function NeedsLine({ overview }: { overview: Overview }) {
  const needs = needsOf(overview, useDeadLetterCounts(), useWaiting());
  return (
    <section aria-label="Needs a person" className="flex min-h-9 flex-wrap items-center gap-x-2 gap-y-1.5">
      {needs.length === 0 ? (
        <span className="inline-flex items-center gap-1.5 text-muted">
          <StateIcon state="succeeded" decorative />
          Nothing needs you
        </span>
      ) : (
        needs.map((need) => (
          <Link
            key={need.text}
            href={need.href}
            prefetch={false}
            className="inline-flex min-h-7 items-center gap-1.5 rounded-md border border-line bg-surface px-2.5 py-1 font-medium hover:border-line-strong hover:bg-hover pointer-coarse:min-h-10"
          >
            <StateIcon state={need.state} decorative />
            {need.text}
          </Link>
        ))
      )}
    </section>
  );
}
