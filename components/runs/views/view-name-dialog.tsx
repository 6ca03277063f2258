'use client';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { explainError, readError } from '@/lib/query/read-error';

interface ViewNameDialogProps {
  title: string;
  /** The verb on the button. */
  action: string;
  initial: string;
  /** Rejects with what is wrong with the name. */
  onSave: (name: string) => Promise<unknown>;
  onClose: () => void;
}

export function ViewNameDialog({ title, action, initial, onSave, onClose }: ViewNameDialogProps) {
  const formId = useId();
  const [name, setName] = useState(initial);
  const [fault, setFault] = useState<string | undefined>();
  const [isBusy, setIsBusy] = useState(false);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy) return;
    if (name.trim() === '') return setFault('Give the view a name');
    setIsBusy(true);
    try {
      await onSave(name.trim());
      onClose();
    } catch (error) {
      setFault(explainError(readError(error)));
      setIsBusy(false);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description="A view keeps search, filters and order. Only you see it."
      footer={
        <>
          <Button onClick={onClose}>Keep as it is</Button>
          <Button type="submit" form={formId} variant="primary" busy={isBusy}>
            {action}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void save(event)}>
        <Field label="Name" error={fault}>
          {(control) => <Input {...control} autoFocus value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />}
        </Field>
      </form>
    </Dialog>
  );
}
