'use client';
import { Button } from '@/components/ui/button';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { useShortcut } from '@/components/ui/shortcuts';
import type { InboxWord } from './ask-word';
import { ReasonForm } from './reason-form';

type Form = 'apply' | 'refuse';

interface EditActionsProps {
  draft: string | null;
  /** It does not fit the graph as it is. */
  blocked: boolean;
  mayWrite: boolean;
  role: string;
  /** Whether `a` and `r` are this bar's own. */
  keys: boolean;
  form: Form | null;
  onForm: (form: Form | null) => void;
  busy: boolean;
  error: string | null;
  onSay: (word: InboxWord) => void;
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
      <ReasonForm
        needed={false}
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
    <>
      {error ? (
        <p role="alert" className="text-failed text-xs">
          {error}
        </p>
      ) : null}
      <div className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
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
      </div>
    </>
  );
}
