'use client';
import { Button } from '@/components/ui/button';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { useShortcut } from '@/components/ui/shortcuts';
import { TextForm } from '../pane/word-forms';
import { AskButtons } from './ask-buttons';
import type { AskBar } from './use-ask-bar';

export type EditForm = 'apply' | 'refuse';

interface EditActionsProps extends AskBar<EditForm> {
  draft: string | null;
  /** It does not fit the graph as it is. */
  blocked: boolean;
  mayWrite: boolean;
  role: string;
}

const KEPT = 'It is kept with the decision.';

/** The answers to an edit that an agent proposes. */
export function EditActions({ draft, blocked, mayWrite, role, keys, form, onForm, busy, error, onSay }: EditActionsProps) {
  const ask = draft === null ? {} : { ask: { amended: draft } };
  const apply = () => !blocked && onSay({ status: 'APPROVED', ...ask });
  const refuse = () => onSay({ status: 'REJECTED' });
  const enabled = keys && mayWrite && form === null;
  useShortcut('a', 'Approve', apply, { group: 'Inbox', enabled });
  useShortcut('r', 'Reject', refuse, { group: 'Inbox', enabled });
  if (!mayWrite) return <p className="text-muted text-xs">Your role is {role}: an operator decides about edits of the graph.</p>;
  if (form) {
    const [action, status] = form === 'apply' ? (['Apply', 'APPROVED'] as const) : (['Refuse', 'REJECTED'] as const);
    return (
      <TextForm
        optional
        danger={form === 'refuse'}
        action={action}
        label="Note"
        hint={KEPT}
        busy={busy}
        error={error}
        onSend={(note) => onSay({ status, ...(note === '' ? {} : { note }), ...(form === 'apply' ? ask : {}) })}
        onBack={() => onForm(null)}
      />
    );
  }
  return (
    <AskButtons error={error}>
      <Button variant="primary" busy={busy} disabled={blocked} onClick={apply} className="max-sm:h-11">
        {draft === null ? 'Apply' : 'Apply as changed'} <ShortcutHint keys="a" />
      </Button>
      <Button variant="danger" busy={busy} onClick={refuse} className="max-sm:h-11">
        Refuse <ShortcutHint keys="r" />
      </Button>
      <Button variant="quiet" disabled={blocked} onClick={() => onForm('apply')} className="max-sm:h-11">
        Apply with a note…
      </Button>
      <Button variant="quiet" onClick={() => onForm('refuse')} className="max-sm:h-11">
        Refuse with a note…
      </Button>
    </AskButtons>
  );
}
