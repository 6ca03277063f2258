'use client';
import { ArrowLeftRight } from 'lucide-react';
import Link from 'next/link';
import { parseAsString, useQueryStates } from 'nuqs';
import { useRef, useState } from 'react';
import { readSide } from '@/components/checkpoints/compare-sides';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { PageHeader } from '@/components/ui/page-header';
import type { Comparison } from '@/lib/contracts/checkpoint';
import { plural } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { CompareSkeleton } from './compare-skeleton';
import { ComparedArtifacts } from './compared-artifacts';
import { ComparedSides } from './compared-sides';
import { ComparedTasks } from './compared-tasks';
import { useComparison } from './use-comparison';

/** Two runs or two checkpoints side by side: where they part, and what is another since. */
export function CompareView() {
  const [url, setUrl] = useQueryStates({ left: parseAsString, right: parseAsString }, { history: 'replace' });
  const [left, right] = [readSide(url.left), readSide(url.right)];
  const query = useComparison(left, right);
  if (left === null || right === null) {
    return (
      <>
        <PageHeader title="Compare" />
        <EmptyState
          title="Nothing to compare yet"
          action={
            <Button asChild variant="primary">
              <Link href="/runs">All runs</Link>
            </Button>
          }
        >
          Open a run and choose “Compare with…” in its menu, or compare two checkpoints on its timeline.
        </EmptyState>
      </>
    );
  }
  if (query.isError) {
    return (
      <>
        <PageHeader title="Compare" />
        <ErrorState title="Could not compare them" onRetry={() => void query.refetch()} retrying={query.isFetching}>
          {explainError(readError(query.error))}
        </ErrorState>
      </>
    );
  }
  if (!query.data) return <CompareSkeleton />;
  return <Compared comparison={query.data} onSwap={() => void setUrl({ left: url.right, right: url.left })} />;
}

function Compared({ comparison, onSwap }: { comparison: Comparison; onSwap: () => void }) {
  const { left, right, tasks, artifacts, firstDivergence } = comparison;
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const list = useRef<HTMLDivElement>(null);
  const changed = tasks.filter((task) => task.change !== 'same').length;
  const titleOf = (key: string) => tasks.find((task) => task.key === key)?.title ?? key;
  const jump = (key: string) => {
    setOpen(new Set([...open, key]));
    requestAnimationFrame(() => {
      const row = list.current?.querySelector<HTMLElement>(`[data-compared-task="${CSS.escape(key)}"]`);
      row?.scrollIntoView({ block: 'center' });
      row?.querySelector('button')?.focus();
    });
  };
  return (
    <>
      <PageHeader
        title="Compare"
        trail={
          <Link href={`/runs/${right.runId}?view=timeline`} className="rounded-sm hover:text-fg">
            {left.runId === right.runId ? 'Back to the run' : 'To the right run'}
          </Link>
        }
        actions={
          <Button onClick={onSwap}>
            <ArrowLeftRight size={14} aria-hidden /> Swap sides
          </Button>
        }
        className="border-line border-b"
      />
      <div ref={list} className="scroll-quiet grid min-h-0 flex-1 content-start gap-5 overflow-y-auto p-4 sm:p-5">
        <ComparedSides left={left} right={right} />
        {firstDivergence ? (
          <p
            data-testid="first-divergence"
            className="flex flex-wrap items-center gap-x-2 gap-y-1 rounded-md border border-waiting/40 bg-waiting-soft px-3 py-2"
          >
            <span>
              They part at <b className="font-medium">{titleOf(firstDivergence.taskKey)}</b>: {firstDivergence.what}.
            </span>
            <Button size="sm" onClick={() => jump(firstDivergence.taskKey)}>
              Show it
            </Button>
          </p>
        ) : (
          <p className="text-muted">
            {changed === 0 ? 'Every task and artifact is the same on both sides.' : `${plural(changed, 'task')} differ.`}
          </p>
        )}
        <ComparedTasks tasks={tasks} open={open} onOpen={setOpen} names={[left.label, right.label]} />
        <ComparedArtifacts artifacts={artifacts} names={[left.label, right.label]} />
      </div>
    </>
  );
}
