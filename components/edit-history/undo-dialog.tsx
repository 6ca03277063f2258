'use client';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { EditView } from '@/lib/contracts/edit';
import { namesOf, type TitleOf } from '@/lib/graph-edit/edit-words';
import { explainError, type ReadError } from '@/lib/query/read-error';

interface UndoDialogProps {
  edit: EditView;
  titleOf: TitleOf;
  busy: boolean;
  error: ReadError | null;
  onUndo: (reason: string) => void;
  onClose: () => void;
}

/** Says what undoing an edit means for the run as it is now, and does it. */
export function UndoDialog({ edit, titleOf, busy, error, onUndo, onClose }: UndoDialogProps) {
  const [reason, setReason] = useState('');
  const { added, removed, changed, edges } = edit.diff;
  const lines = [
    added.length > 0 ? `${namesOf(added, titleOf)} ${added.length === 1 ? 'goes' : 'go'} away again.` : '',
    removed.length > 0 ? `${namesOf(removed, titleOf)} ${removed.length === 1 ? 'comes' : 'come'} back.` : '',
    changed.length > 0
      ? `${namesOf(
          changed.map((change) => change.key),
          titleOf,
        )} ${changed.length === 1 ? 'is' : 'are'} again as before.`
      : '',
    added.length + removed.length + changed.length === 0 && edges.added.length + edges.removed.length > 0
      ? 'What waits for what is again as before.'
      : '',
    edit.diff.rerun.length + edit.diff.aborted.length > 0 ? 'What was run again or aborted for it stays so: work is not undone.' : '',
  ].filter((line) => line !== '');
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Undo edit ${edit.version}?`}
      description="It is taken back by an edit of its own, which stands in this history too. Nothing else that was edited since changes."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="primary" busy={busy} onClick={() => onUndo(reason.trim())}>
            Undo edit {edit.version}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <ul className="grid gap-1 pl-4 [list-style:disc] marker:text-faint">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <Field label="Reason" optional>
          {(control) => <Input {...control} value={reason} maxLength={2_000} onChange={(event) => setReason(event.target.value)} />}
        </Field>
        {error ? (
          <p role="alert" className="text-failed text-sm">
            {explainError(error)}
          </p>
        ) : null}
      </div>
    </Dialog>
  );
}
