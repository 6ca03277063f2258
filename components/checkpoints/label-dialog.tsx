'use client';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';

const LONGEST = 200;

interface LabelDialogProps {
  title: string;
  description?: string;
  initial: string;
  /** The verb on the button. */
  action: string;
  busy: boolean;
  onSave: (label: string) => void;
  onClose: () => void;
}

/** Asks what a checkpoint is called. */
export function LabelDialog({ title, description, initial, action, busy, onSave, onClose }: LabelDialogProps) {
  const [label, setLabel] = useState(initial);
  const [error, setError] = useState<string>();
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const text = label.trim();
    if (text === '') setError('Say what it is, so that you find it again.');
    else onSave(text);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={id} busy={busy}>
            {action}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={submit} noValidate>
        <Field label="Label" error={error}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              autoComplete="off"
              maxLength={LONGEST}
              placeholder="before the security review"
              value={label}
              onFocus={(event) => event.target.select()}
              onChange={(event) => {
                setLabel(event.target.value);
                setError(undefined);
              }}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
