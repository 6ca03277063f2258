'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import type { ScheduleView } from '@/lib/contracts/trigger';
import type { WorkflowView } from '@/lib/contracts/workflow';
import { explainError, readError } from '@/lib/query/read-error';
import { describeCron } from '@/lib/schedule/describe-cron';
import { useTRPC } from '@/lib/trpc/context';
import { NextTimes } from './next-times';
import { Panel } from './panel';

const ConfirmDialog = dynamic(() => import('@/components/ui/confirm-dialog').then((module) => module.ConfirmDialog), { ssr: false });
const ScheduleDialog = dynamic(() => import('./schedule-dialog').then((module) => module.ScheduleDialog), { ssr: false });

const TONES = { started: 'good', skipped: 'neutral', missed: 'warn', failed: 'bad' } as const;

export function SchedulesPanel({ workflow, mayWrite }: { workflow: WorkflowView; mayWrite: boolean }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [editing, setEditing] = useState<ScheduleView | 'new' | null>(null);
  const [deleting, setDeleting] = useState<ScheduleView | null>(null);
  const list = useQuery({ ...trpc.schedules.list.queryOptions({ key: workflow.key }), refetchInterval: 15_000 });
  const refresh = () => queryClient.invalidateQueries(trpc.schedules.list.pathFilter());
  const failed = (what: string) => (error: unknown) => toast.error(what, { description: explainError(readError(error)) });
  const update = useMutation(
    trpc.schedules.update.mutationOptions({ onSuccess: refresh, onError: failed('The schedule was not changed') }),
  );
  const remove = useMutation(
    trpc.schedules.delete.mutationOptions({
      onSuccess: () => {
        setDeleting(null);
        return refresh();
      },
      onError: failed('The schedule was not deleted'),
    }),
  );
  const items = list.data?.items ?? [];
  return (
    <Panel
      title="Schedules"
      note="Start a run by the clock. Each time starts one run at most, however many servers there are."
      action={
        mayWrite ? (
          <Button onClick={() => setEditing('new')}>
            <Plus size={14} aria-hidden /> Add schedule
          </Button>
        ) : undefined
      }
    >
      {list.isError && !list.data ? (
        <ErrorState title="Could not load the schedules" onRetry={() => void list.refetch()} retrying={list.isFetching}>
          {explainError(readError(list.error))}
        </ErrorState>
      ) : list.isPending ? (
        <Skeleton className="h-16" />
      ) : items.length === 0 ? (
        <p className="rounded-md border border-line border-dashed px-3 py-4 text-faint">None yet.</p>
      ) : (
        <ul className="grid grid-cols-[minmax(0,1fr)] gap-2">
          {items.map((schedule) => (
            <li key={schedule.id} className="grid grid-cols-[minmax(0,1fr)] gap-2 rounded-md border border-line bg-surface px-3 py-2.5">
              <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <span className="font-medium">{schedule.name}</span>
                <span className="text-muted">{describeCron(schedule.cron) ?? <code className="text-xs">{schedule.cron}</code>}</span>
                <span className="text-faint text-xs">{schedule.timeZone}</span>
                {schedule.enabled ? null : <Badge tone="warn">off</Badge>}
                {mayWrite ? (
                  <span className="ml-auto flex gap-1.5">
                    <Button
                      size="sm"
                      busy={update.isPending}
                      onClick={() => update.mutate({ ...fieldsOf(schedule), enabled: !schedule.enabled })}
                    >
                      {schedule.enabled ? 'Turn off' : 'Turn on'}
                    </Button>
                    <Button size="sm" onClick={() => setEditing(schedule)}>
                      Edit
                    </Button>
                    <Button size="sm" variant="danger" onClick={() => setDeleting(schedule)}>
                      Delete
                    </Button>
                  </span>
                ) : null}
              </div>
              {schedule.nextAt.length > 0 ? <NextTimes times={schedule.nextAt} timeZone={schedule.timeZone} /> : null}
              {schedule.last ? (
                <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-faint text-xs">
                  Last: <Badge tone={TONES[schedule.last.outcome]}>{schedule.last.outcome}</Badge>
                  <RelativeTime at={schedule.last.firedAt} />
                  {schedule.last.runId ? (
                    <Link href={`/runs/${schedule.last.runId}`} className="text-accent underline underline-offset-2">
                      run
                    </Link>
                  ) : null}
                  {schedule.last.detail ? <span className="min-w-0 [overflow-wrap:anywhere]">{schedule.last.detail}</span> : null}
                </p>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {editing ? (
        <ScheduleDialog workflow={workflow} schedule={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      ) : null}
      {deleting ? (
        <ConfirmDialog
          open
          onOpenChange={(open) => (open ? undefined : setDeleting(null))}
          title={`Delete “${deleting.name}”?`}
          action="Delete schedule"
          danger
          busy={remove.isPending}
          onConfirm={() => remove.mutate({ scheduleId: deleting.id })}
        >
          It starts no run any more. Runs that it started stay. To pause it, turn it off.
        </ConfirmDialog>
      ) : null}
    </Panel>
  );
}

const fieldsOf = ({ id, name, cron, timeZone, enabled, inputs, overlap, catchUp }: ScheduleView) => ({
  scheduleId: id,
  name,
  cron,
  timeZone,
  enabled,
  inputs,
  overlap,
  catchUp,
});
