'use client';
import { useQuery } from '@tanstack/react-query';
import { Pause, Play, Wallet } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Tooltip } from '@/components/ui/tooltip';
import type { RunDetail } from '@/lib/contracts/run';
import { useTRPC } from '@/lib/trpc/context';
import { RunMenu } from './run-menu';
import { isOverBudget } from './run-status';
import type { RunControl } from './use-run-control';

const CancelDialog = dynamic(() => import('./cancel-dialog').then((module) => module.CancelDialog), { ssr: false });
const BudgetDialog = dynamic(() => import('./budget-dialog').then((module) => module.BudgetDialog), { ssr: false });

interface RunActionsProps {
  run: RunDetail;
  control: RunControl;
}

export function RunActions({ run, control }: RunActionsProps) {
  const trpc = useTRPC();
  const me = useQuery(trpc.system.me.queryOptions());
  const [asking, setAsking] = useState<'cancel' | 'budget' | null>(null);
  const mayWrite = me.data?.permissions.includes('runs.write') ?? false;
  const moving = run.status === 'RUNNING' || run.status === 'PLANNING';
  const open = moving || run.status === 'PAUSED';
  const over = isOverBudget(run);
  const close = () => setAsking(null);
  return (
    <div className="flex items-center gap-2">
      {mayWrite && moving ? (
        <Button onClick={control.pause} busy={control.busy}>
          <Pause size={14} aria-hidden /> Pause
        </Button>
      ) : null}
      {mayWrite && run.status === 'PAUSED' ? (
        over ? (
          <Button variant="primary" onClick={() => setAsking('budget')} busy={control.busy}>
            <Wallet size={14} aria-hidden /> Raise budget
          </Button>
        ) : (
          <Button variant="primary" onClick={control.resume} busy={control.busy}>
            <Play size={14} aria-hidden /> Resume
          </Button>
        )
      ) : null}
      {mayWrite && open ? (
        <Button variant="danger" onClick={() => setAsking('cancel')} busy={control.busy} className="max-sm:hidden">
          Cancel run
        </Button>
      ) : null}
      <RunMenu
        runId={run.id}
        onBudget={mayWrite ? () => setAsking('budget') : null}
        canSaveWorkflow={me.data?.permissions.includes('workflows.write') ?? false}
        onCancel={mayWrite && open ? () => setAsking('cancel') : null}
      />
      {me.data && !mayWrite && open ? (
        <Tooltip label={`Your role is ${me.data.role}: it can watch this run, not change it.`}>
          <span className="text-faint text-xs">view only</span>
        </Tooltip>
      ) : null}
      {asking === 'cancel' ? <CancelDialog run={run} control={control} onClose={close} /> : null}
      {asking === 'budget' ? <BudgetDialog run={run} control={control} onClose={close} /> : null}
    </div>
  );
}
