'use client';
import type { FormEvent, KeyboardEvent, ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { ShortcutHint } from '@/components/ui/shortcut-hint';

interface PaneFormProps {
  label: string;
  action: string;
  danger?: boolean;
  busy: boolean;
  disabled?: boolean;
  error?: string;
  onSubmit: () => void;
  onBack: () => void;
  children: ReactNode;
}

/** What takes the place of the answers while one of them needs words. */
export function PaneForm({ label, action, danger = false, busy, disabled, error, onSubmit, onBack, children }: PaneFormProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy && !disabled) onSubmit();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) event.currentTarget.requestSubmit();
    if (event.key !== 'Escape') return;
    // What was opened last is closed first.
    event.stopPropagation();
    onBack();
  };
  return (
    <form aria-label={label} onSubmit={submit} onKeyDown={onKeyDown} noValidate className="grid grid-cols-[minmax(0,1fr)] gap-2.5">
      {children}
      {error ? (
        <p role="alert" className="text-failed text-xs">
          {error}
        </p>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant={danger ? 'danger' : 'primary'} busy={busy} disabled={disabled} className="max-sm:flex-1">
          {action} <ShortcutHint keys="mod+enter" />
        </Button>
        <Button variant="quiet" onClick={onBack}>
          Back
        </Button>
      </div>
    </form>
  );
}
