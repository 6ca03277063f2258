'use client';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';

/** A goal may be pages long: here all of it can be read. */
export function GoalDialog({ goal, onClose }: { goal: string; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Goal"
      footer={<CopyButton text={goal} label="Copy goal" size="md" />}
    >
      <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{goal}</p>
    </Dialog>
  );
}
