'use client';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useState } from 'react';
import { useOpenEscalations } from '@/components/escalations/use-open-escalations';
import { useOpenProposals } from '@/components/proposals/use-open-proposals';
import { PeerAvatars } from '@/components/run-editor/presence/peer-avatars';
import { Badge } from '@/components/ui/badge';
import { CopyButton } from '@/components/ui/copy-button';
import { StateLabel } from '@/components/ui/state-label';
import type { RunDetail } from '@/lib/contracts/run';
import { shortId } from '@/lib/format/short-id';
import { RunActions } from './run-actions';
import { RunFacts } from './run-facts';
import { isPlanReview, runStanding } from './run-status';
import { useRunUrl } from './run-url';
import { useFailedTask } from './use-failed-task';
import { useRunControl } from './use-run-control';

const GoalDialog = dynamic(() => import('./goal-dialog').then((module) => module.GoalDialog), { ssr: false });
const CancelDialog = dynamic(() => import('./cancel-dialog').then((module) => module.CancelDialog), { ssr: false });
const RunLineage = dynamic(() => import('./run-lineage').then((module) => module.RunLineage), { ssr: false });
const HeldTasks = dynamic(() => import('./held-tasks').then((module) => module.HeldTasks), { ssr: false });
const OpenEscalations = dynamic(() => import('./open-escalations').then((module) => module.OpenEscalations), { ssr: false });
const ProposalCards = dynamic(() => import('@/components/proposals/proposal-cards').then((module) => module.ProposalCards), {
  ssr: false,
});
const PlanBanner = dynamic(() => import('./plan-banner').then((module) => module.PlanBanner), { ssr: false });

/** The head of the run page: what it is, how it stands, what it cost, and what can be done. */
export function RunHeader({ run }: { run: RunDetail }) {
  const control = useRunControl(run.id);
  const openFailed = useFailedTask(run);
  const standing = runStanding(run);
  const proposals = useOpenProposals(run.id, run.finishedAt === null);
  const asksSomething = useOpenEscalations(run).length > 0;
  const [goalOpen, setGoalOpen] = useState(false);
  const [cancelling, setCancelling] = useState(false);
  const [url, setUrl] = useRunUrl();
  return (
    <header className="relative bg-surface px-4 pt-3 pb-2.5 sm:px-5">
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2.5">
        <div className="min-w-0 flex-[1_1_320px]">
          <div className="flex items-center gap-1.5 text-faint text-xs">
            <Link href="/runs" className="rounded-sm hover:text-fg">
              Runs
            </Link>
            <span aria-hidden>/</span>
            <code title={run.id} className="shrink-0 whitespace-nowrap">
              {shortId(run.id)}
            </code>
            <CopyButton text={run.id} label="Copy run id" />
            {run.workflow ? (
              <Link
                href={`/workflows/${encodeURIComponent(run.workflow.key)}?tab=versions&version=${run.workflow.version}`}
                className="min-w-0 truncate hover:text-fg"
              >
                from <span className="text-muted">{run.workflow.key}</span> v{run.workflow.version}
              </Link>
            ) : null}
            <RunLineage run={run} />
            {run.offlineModel ? (
              <Badge tone="warn" className="max-sm:hidden">
                offline model
              </Badge>
            ) : null}
          </div>
          <div className="flex min-w-0 items-center gap-3 max-sm:flex-wrap max-sm:gap-y-0.5">
            <h1 className="min-w-0 text-lg">
              <button
                type="button"
                title={`${run.goal.slice(0, 600)}\n\nPress to read all of it`}
                onClick={() => setGoalOpen(true)}
                className="block w-full truncate rounded-sm text-left max-sm:line-clamp-2 max-sm:whitespace-normal max-sm:wrap-anywhere hover:underline hover:decoration-line-strong hover:underline-offset-4"
              >
                {run.goal.split('\n', 1)[0]}
              </button>
            </h1>
            <StateLabel state={standing.state} text={control.doing ?? standing.text} className="shrink-0" />
            <PeerAvatars />
          </div>
        </div>
        <RunFacts run={run} onFailed={openFailed} />
        <RunActions run={run} control={control} onCancel={() => setCancelling(true)} />
      </div>
      {standing.advice ? (
        <p role="status" className={`mt-1.5 text-xs ${run.status === 'FAILED' ? 'text-failed' : 'text-waiting'}`}>
          {standing.advice}
        </p>
      ) : null}
      {isPlanReview(run) && url.edit === null ? (
        <PlanBanner
          run={run}
          control={control}
          onEdit={() => void setUrl({ edit: 'plan', task: null })}
          onCancel={() => setCancelling(true)}
        />
      ) : null}
      {asksSomething ? <OpenEscalations run={run} /> : null}
      {proposals.length > 0 ? <ProposalCards run={run} proposals={proposals} onOpenTask={(task) => void setUrl({ task })} /> : null}
      {run.tasks.some((task) => task.waitingFor === 'irreversible') ? <HeldTasks run={run} /> : null}
      {cancelling ? <CancelDialog run={run} control={control} onClose={() => setCancelling(false)} /> : null}
      {goalOpen ? <GoalDialog goal={run.goal} onClose={() => setGoalOpen(false)} /> : null}
    </header>
  );
}
