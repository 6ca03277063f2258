'use client';
import { useQuery } from '@tanstack/react-query';
import { Archive, Ban, Ellipsis, Pause, Play, Terminal, Wallet } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { toast } from 'sonner';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { DropdownMenu, MenuItem, MenuSeparator } from '@/components/ui/dropdown-menu';
import { Tooltip } from '@/components/ui/tooltip';
import type { RunDetail } from '@/lib/contracts/run';
import { plural } from '@/lib/format/count';
import { useTRPC } from '@/lib/trpc/context';
import { isOverBudget } from './run-status';
import type { RunControl } from './use-run-control';

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
      <DropdownMenu
        trigger={
          <Button aria-label="More" className="aspect-square px-0 pointer-coarse:px-0">
            <Ellipsis size={16} aria-hidden />
          </Button>
        }
      >
        {mayWrite ? (
          <MenuItem icon={<Wallet size={14} aria-hidden />} onSelect={() => setAsking('budget')}>
            Set budget…
          </MenuItem>
        ) : null}
        <MenuItem asChild>
          <a href={`/api/v1/runs/${run.id}/export`} download>
            <Archive size={14} aria-hidden className="text-faint" /> Download all as zip
          </a>
        </MenuItem>
        <MenuItem icon={<Terminal size={14} aria-hidden />} onSelect={() => void copyCurl(run.id)}>
          Copy as curl
        </MenuItem>
        {mayWrite && open ? (
          <>
            <MenuSeparator />
            <MenuItem danger icon={<Ban size={14} aria-hidden />} onSelect={() => setAsking('cancel')}>
              Cancel run…
            </MenuItem>
          </>
        ) : null}
      </DropdownMenu>
      {me.data && !mayWrite && open ? (
        <Tooltip label={`Your role is ${me.data.role}: it can watch this run, not change it.`}>
          <span className="text-faint text-xs">view only</span>
        </Tooltip>
      ) : null}
      <ConfirmDialog
        open={asking === 'cancel'}
        onOpenChange={(next) => setAsking(next ? 'cancel' : null)}
        title="Cancel this run?"
        action="Cancel run"
        danger
        busy={control.busy}
        onConfirm={() => control.cancel({ onSuccess: close })}
      >
        <p>
          Calls in flight are aborted ({plural(run.counts.running, 'running task')}) and no other task starts. What is finished stays and
          can be downloaded. This cannot be undone.
        </p>
      </ConfirmDialog>
      {asking === 'budget' ? <BudgetDialog run={run} control={control} onClose={close} /> : null}
    </div>
  );
}

async function copyCurl(runId: string): Promise<void> {
  const text = `curl -H "Authorization: Bearer $SIGNALBOX_TOKEN" ${window.location.origin}/api/v1/runs/${runId}`;
  try {
    await navigator.clipboard.writeText(text);
    toast.success('Copied', { description: 'Put an API token in SIGNALBOX_TOKEN, then run it.' });
  } catch {
    toast.error('The browser did not allow copying', { description: text });
  }
}
