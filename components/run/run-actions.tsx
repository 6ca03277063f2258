'use client';
import { useQuery } from '@tanstack/react-query';
import { Pause, Pencil, Play, Wallet } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { useShortcut } from '@/components/ui/shortcuts';
import { Tooltip } from '@/components/ui/tooltip';
import type { RunDetail } from '@/lib/contracts/run';
import { useTRPC } from '@/lib/trpc/context';
import { RunMenu } from './run-menu';
import { isEditable, isOverBudget, isPlanReview } from './run-status';
import { useRunUrl } from './run-url';
import type { RunControl } from './use-run-control';

const CompareDialog = dynamic(() => import('@/components/checkpoints/compare-dialog').then((module) => module.CompareDialog), {
  ssr: false,
});
const BudgetDialog = dynamic(() => import('./budget-dialog').then((module) => module.BudgetDialog), { ssr: false });

interface RunActionsProps {
  run: RunDetail;
  control: RunControl;
  onCancel: () => void;
}

export function RunActions({ run, control, onCancel }: RunActionsProps) {
  const trpc = useTRPC();
  const me = useQuery(trpc.system.me.queryOptions());
  const [asking, setAsking] = useState<'budget' | 'compare' | null>(null);
  const mayWrite = me.data?.permissions.includes('runs.write') ?? false;
  const moving = run.status === 'RUNNING' || run.status === 'PLANNING';
  const open = moving || run.status === 'PAUSED';
  const over = isOverBudget(run);
  /** The banner asks instead. */
  const reviewed = isPlanReview(run);
  const close = () => setAsking(null);
  const [url, setUrl] = useRunUrl();
  const mayEdit = mayWrite && isEditable(run) && url.edit === null;
  // Back leads out of the editor again.
  const edit = () => void setUrl({ edit: '1', view: 'graph' }, { history: 'push' });
  useShortcut('e', 'Edit the graph', edit, { enabled: mayEdit });
  return (
    // Where the menu is all there is, on a phone it has no row of its own.
    <div className={cn('flex items-center gap-2', (!open || reviewed) && 'max-sm:absolute max-sm:top-1.5 max-sm:right-3')}>
      {mayWrite && moving ? (
        <Button onClick={control.pause} busy={control.busy}>
          <Pause size={14} aria-hidden /> Pause
        </Button>
      ) : null}
      {mayWrite && run.status === 'PAUSED' && !reviewed ? (
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
      {mayEdit ? (
        <Button onClick={edit} onPointerEnter={() => void import('@/components/run-editor/run-editor')}>
          <Pencil size={14} aria-hidden /> Edit graph <ShortcutHint keys="e" />
        </Button>
      ) : null}
      {mayWrite && open && !reviewed ? (
        <Button variant="danger" onClick={onCancel} busy={control.busy} className="max-sm:hidden">
          Cancel run
        </Button>
      ) : null}
      <RunMenu
        runId={run.id}
        onBudget={mayWrite ? () => setAsking('budget') : null}
        canSaveWorkflow={me.data?.permissions.includes('workflows.write') ?? false}
        onCancel={mayWrite && open ? onCancel : null}
        onCompare={() => setAsking('compare')}
      />
      {me.data && !mayWrite && open ? (
        <Tooltip label={`Your role is ${me.data.role}: it can watch this run, not change it.`}>
          <span className="text-faint text-xs">view only</span>
        </Tooltip>
      ) : null}
      {asking === 'compare' ? (
        <CompareDialog
          runId={run.id}
          left={{ runId: run.id, checkpointId: null }}
          name="this run"
          forkedFrom={run.forkedFrom ?? null}
          onClose={close}
        />
      ) : null}
      {asking === 'budget' ? <BudgetDialog run={run} control={control} onClose={close} /> : null}
    </div>
  );
}
