'use client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { Textarea } from '@/components/ui/textarea';
import { plural } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { type LetterTarget, MAX_UNDO, useLetterActions } from './use-letter-actions';

interface CloseDialogProps {
  verb: 'resolve' | 'discard';
  target: LetterTarget;
  onClose: () => void;
  /** `reopenable`: ids that can be opened again. */
  onDone?: (reopenable: readonly string[]) => void;
}

const WORDS = {
  resolve: {
    verb: 'Resolve',
    label: 'Notes',
    hint: 'What was done instead. Whoever reads the run finds it.',
    what: 'Each task is set aside as skipped, and what waits for it goes on without its results. This cannot be undone.',
    missing: 'Say how it was resolved.',
  },
  discard: {
    verb: 'Discard',
    label: 'Reason',
    hint: 'Kept with the dead letter and in the audit.',
    what: 'Each task stays failed, and what waits for it stays where it is.',
    missing: 'Say why it is not worth more.',
  },
} as const;

/** Closes letters with words: resolved with notes, or discarded with a reason. What was typed stays when the server refuses. */
export function CloseDialog({ verb, target, onClose, onDone }: CloseDialogProps) {
  const words = WORDS[verb];
  const actions = useLetterActions();
  const [text, setText] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const count = target.kind === 'incident' ? target.incident.open : target.ids.length;
  const send = useMutation({
    mutationFn: () => (verb === 'resolve' ? actions.resolve(target, text.trim()).then(() => []) : actions.discard(target, text.trim())),
    onSuccess: (reopenable) => {
      onDone?.(reopenable);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') setIsMissing(true);
    else if (!send.isPending) send.mutate();
  };
  const undo = verb === 'discard' ? (count > MAX_UNDO ? ' So many cannot be undone at once.' : ' It can be undone.') : '';
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={count === 1 ? `${words.verb} this dead letter` : `${words.verb} ${plural(count, 'dead letter')}`}
      description={(count === 1 ? words.what.replace('Each', 'The') : words.what) + undo}
      footer={
        <>
          <Button onClick={onClose}>Keep open</Button>
          <Button type="submit" form="close-letters" variant={verb === 'resolve' ? 'primary' : 'danger'} busy={send.isPending}>
            {actions.doing && actions.doing.total > 1
              ? `${actions.doing.done} of ${actions.doing.total}…`
              : count === 1
                ? words.verb
                : `${words.verb} ${count}`}
            <ShortcutHint keys="mod+enter" />
          </Button>
        </>
      }
    >
      <form id="close-letters" onSubmit={submit} noValidate className="grid gap-3">
        <Field label={words.label} hint={words.hint} error={isMissing ? words.missing : undefined}>
          {(control) => (
            <Textarea
              {...control}
              autoFocus
              rows={3}
              maxLength={10_000}
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setIsMissing(false);
              }}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) event.currentTarget.form?.requestSubmit();
              }}
            />
          )}
        </Field>
        {send.error ? (
          <p role="alert" className="text-failed text-xs">
            {explainError(readError(send.error))}
          </p>
        ) : null}
      </form>
    </Dialog>
  );
}
