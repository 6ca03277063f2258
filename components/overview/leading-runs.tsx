import Link from 'next/link';
import type { ReactNode } from 'react';
import { goalTitle } from '@/components/runs/goal-title';
import { StateIcon } from '@/components/ui/state-icon';
import { toState } from '@/components/ui/states';
import type { LeadingRun } from '@/lib/contracts/dashboard';

interface LeadingRunsProps {
  title: string;
  /** The list of all of them, in this order. */
  href: string;
  runs: readonly LeadingRun[];
  empty: string;
  figure: (run: LeadingRun) => ReactNode;
}

/** The runs under way that stand out. */
export function LeadingRuns({ title, href, runs, empty, figure }: LeadingRunsProps) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col rounded-lg border border-line bg-surface px-4 pt-3 pb-2">
      <header className="flex items-baseline justify-between gap-3">
        <h2 className="text-sm">{title}</h2>
        <Link href={href} prefetch={false} className="rounded-sm text-accent text-xs hover:underline">
          See all<span className="sr-only">: {title}</span>
        </Link>
      </header>
      {runs.length === 0 ? (
        <p className="grid min-h-16 grow place-content-center text-center text-faint">{empty}</p>
      ) : (
        <ol className="mt-1.5">
          {runs.map((run) => (
            <li key={run.id} className="border-line border-t first:border-t-0">
              <Link
                href={`/runs/${run.id}`}
                prefetch={false}
                className="-mx-1.5 flex min-h-8 items-center gap-2 rounded-sm px-1.5 hover:bg-hover pointer-coarse:min-h-11"
              >
                <StateIcon state={toState(run.status)} />
                <span className="min-w-0 grow truncate" title={run.goal}>
                  {goalTitle(run.goal)}
                </span>
                <span className="num shrink-0 text-faint text-xs max-sm:hidden">
                  {run.done}/{run.total}
                </span>
                <span className="num shrink-0 text-right font-medium">{figure(run)}</span>
              </Link>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
