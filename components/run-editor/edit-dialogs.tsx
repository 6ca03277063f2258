'use client';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Dialog } from '@/components/ui/dialog';
import { plural } from '@/lib/format/count';
import { namesOf } from '@/lib/graph-edit/edit-words';
import { remove } from './edit-actions';
import { countChanges, indexOf } from './edit-state';
import type { EditStore } from './edit-store';
import { removalOf } from './preview-removal';
import type { AbortQuestion } from './use-perform';

const titleIn = (store: EditStore) => (key: string) => indexOf(store.get().draft).get(key)?.title ?? key;

interface RemoveDialogProps {
  store: EditStore;
  keys: readonly string[];
  onClose: () => void;
}

/** What falls with the tasks that are about to be removed. */
export function RemoveDialog({ store, keys, onClose }: RemoveDialogProps) {
  const titleOf = titleIn(store);
  const { removable, refused, lines, aborted } = removalOf(store, keys);
  const onConfirm = () => {
    onClose();
    store.stage({ ...remove(store.get(), removable), cancelRunning: aborted });
  };
  if (removable.length === 0) {
    return (
      <Dialog
        open
        onOpenChange={(open) => (open ? undefined : onClose())}
        title="Cannot be removed"
        footer={<Button onClick={onClose}>Keep</Button>}
      >
        <Reasons refused={refused} />
      </Dialog>
    );
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={removable.length === 1 ? `Remove ${titleOf(removable[0] ?? '')}?` : `Remove ${plural(removable.length, 'task')}?`}
      action={removable.length === 1 ? 'Remove task' : `Remove ${plural(removable.length, 'task')}`}
      danger
      onConfirm={onConfirm}
    >
      <ul className="scroll-quiet grid max-h-[40dvh] gap-1 overflow-y-auto">
        {removable.length > 1 ? <li>{namesOf(removable, titleOf, 12)}</li> : null}
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
        {lines.length === 0 ? <li>Nothing else changes.</li> : null}
      </ul>
      <Reasons refused={refused} />
      {store.isTemplate ? null : <p className="mt-2 text-faint text-xs">It is staged: nothing happens in the run before you apply.</p>}
    </ConfirmDialog>
  );
}

function Reasons({ refused }: { refused: readonly { title: string; reason: string }[] }) {
  if (refused.length === 0) return null;
  return (
    <ul className="mt-2 grid gap-1 text-failed">
      {refused.slice(0, 8).map(({ title, reason }) => (
        <li key={title}>
          {title} stays: {reason}
        </li>
      ))}
      {refused.length > 8 ? <li>and {plural(refused.length - 8, 'other')}</li> : null}
    </ul>
  );
}

interface AbortDialogProps {
  store: EditStore;
  question: AbortQuestion;
  onAnswer: (abort: boolean) => void;
}

/** A call in flight is aborted only on the person's word. */
export function AbortDialog({ store, question, onAnswer }: AbortDialogProps) {
  const names = namesOf(question.running, titleIn(store), 8);
  const one = question.running.length === 1;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onAnswer(false))}
      title={`${names} ${one ? 'is' : 'are'} running`}
      action={one ? 'Abort its call' : 'Abort their calls'}
      danger
      onConfirm={() => onAnswer(true)}
    >
      <p>
        This change is possible only if {one ? 'its model call is' : 'their model calls are'} aborted when you apply. What{' '}
        {one ? 'it has' : 'they have'} done in this attempt is lost, and paid for.
      </p>
    </ConfirmDialog>
  );
}

interface LeaveDialogProps {
  store: EditStore;
  onStay: () => void;
  onDiscard: () => void;
  onLeave: () => void;
}

/** Asked before the editor is left with something staged. */
export function LeaveDialog({ store, onStay, onDiscard, onLeave }: LeaveDialogProps) {
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onStay())}
      title={`${plural(countChanges(store.get()), 'change')} not applied`}
      description="This tab keeps them until you come back to the editor of this run."
      footer={
        <>
          <Button variant="danger" onClick={onDiscard}>
            Discard and leave
          </Button>
          <Button onClick={onLeave}>Leave, keep them here</Button>
          <Button variant="primary" onClick={onStay}>
            Go on editing
          </Button>
        </>
      }
    />
  );
}
