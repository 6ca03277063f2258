'use client';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import type { RunDetail } from '@/lib/contracts/run';
import { plural } from '@/lib/format/count';
import type { RunControl } from './use-run-control';

interface CancelDialogProps {
  run: RunDetail;
  control: RunControl;
  onClose: () => void;
}

export function CancelDialog({ run, control, onClose }: CancelDialogProps) {
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Cancel this run?"
      action="Cancel run"
      danger
      busy={control.busy}
      onConfirm={() => control.cancel({ onSuccess: onClose })}
    >
      <p>
        Calls in flight are aborted ({plural(run.counts.running, 'running task')}) and no other task starts. What is finished stays and can
        be downloaded. This cannot be undone.
      </p>
    </ConfirmDialog>
  );
}
