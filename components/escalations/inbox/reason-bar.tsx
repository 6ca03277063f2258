'use client';
import { type FormEvent, type KeyboardEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { Textarea } from '@/components/ui/textarea';
import { isHighRisk } from '@/lib/escalation/is-high-risk';
import { plural } from '@/lib/format/count';
import type { Asked } from './use-inbox';

interface ReasonBarProps {
  asked: Asked;
  onSend: (note: string) => void;
  onClose: () => void;
}

/** Asks for the reason over the answers, beneath the evidence, which stays in sight: of one of high risk it must be given, and many share one. */
export function ReasonBar({ asked: { status, rows }, onSend, onClose }: ReasonBarProps) {
  const formId = useId();
  const [reason, setReason] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const high = rows.filter(isHighRisk).length;
  const verb = status === 'APPROVED' ? 'Approve' : 'Reject';
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (high > 0 && reason.trim() === '') return setIsMissing(true);
    onSend(reason.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  const why =
    rows.length === 1
      ? 'It is of high risk.'
      : high > 0
        ? `${high} of them ${high === 1 ? 'is' : 'are'} of high risk.`
        : 'One reason for all of them.';
  return (
    <form
      id={formId}
      aria-label={`${verb} ${plural(rows.length, 'decision')}`}
      onSubmit={send}
      className="absolute inset-x-0 bottom-0 z-10 grid gap-2 border-line border-t bg-raised px-4 py-3 shadow-float sm:px-7"
    >
      <Field
        label={`Reason to ${verb.toLowerCase()} ${rows.length === 1 ? 'this' : `these ${rows.length}`}`}
        optional={high === 0}
        hint={why}
        error={isMissing ? 'Say why: it is kept with the decision.' : undefined}
      >
        {(control) => (
          <Textarea
            {...control}
            autoFocus
            rows={2}
            className="min-h-14"
            maxLength={2_000}
            value={reason}
            onChange={(event) => {
              setReason(event.target.value);
              setIsMissing(false);
            }}
            onKeyDown={onKeyDown}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant={status === 'APPROVED' ? 'primary' : 'danger'}>
          {verb} {rows.length > 1 ? rows.length : ''} <ShortcutHint keys="enter" />
        </Button>
        <Button variant="quiet" onClick={onClose}>
          Not now <ShortcutHint keys="esc" />
        </Button>
      </div>
    </form>
  );
}
