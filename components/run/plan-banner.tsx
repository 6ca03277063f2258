'use client';
import { useQuery } from '@tanstack/react-query';
import { ClipboardCheck } from 'lucide-react';
import { Button } from '@/components/ui/button';
import type { RunDetail } from '@/lib/contracts/run';
import { plural } from '@/lib/format/count';
import { rankNodes } from '@/lib/graph-layout/rank-nodes';
import { useTRPC } from '@/lib/trpc/context';
import type { RunControl } from './use-run-control';

interface PlanBannerProps {
  run: RunDetail;
  control: RunControl;
  onEdit: () => void;
  onCancel: () => void;
}

/** Asks for the review of a plan: what it is, and the three answers. */
export function PlanBanner({ run, control, onEdit, onCancel }: PlanBannerProps) {
  const trpc = useTRPC();
  const me = useQuery(trpc.system.me.queryOptions());
  const planned = run.tasks.filter((task) => task.role !== 'planner');
  const steps = Math.max(0, ...rankNodes(planned).ranks) + (planned.length > 0 ? 1 : 0);
  const mayWrite = me.data?.permissions.includes('runs.write') ?? false;
  return (
    <section
      aria-label="Plan review"
      className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md border border-waiting/40 bg-waiting-soft px-3 py-2"
    >
      <ClipboardCheck size={16} aria-hidden className="shrink-0 text-waiting max-sm:hidden" />
      <p className="min-w-0 flex-[1_1_240px]">
        <strong className="font-semibold">The plan waits for your review:</strong> {plural(planned.length, 'task')} in{' '}
        {plural(steps, 'step')}. Nothing starts until it is approved.
      </p>
      {mayWrite ? (
        <div className="flex flex-wrap gap-2">
          <Button variant="primary" onClick={control.resume} busy={control.busy}>
            Approve and start
          </Button>
          <Button onClick={onEdit}>Edit plan</Button>
          <Button variant="danger" onClick={onCancel} busy={control.busy}>
            Cancel run
          </Button>
        </div>
      ) : me.data ? (
        <span className="text-muted text-xs">Your role is {me.data.role}: an operator has to approve it.</span>
      ) : null}
    </section>
  );
}
