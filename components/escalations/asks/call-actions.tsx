'use client';
import { Button } from '@/components/ui/button';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { useShortcut } from '@/components/ui/shortcuts';
import type { ApprovalView } from '@/lib/contracts/approval';
import { TextForm } from '../pane/word-forms';
import { AskButtons } from './ask-buttons';
import type { AskBar } from './use-ask-bar';

export type CallForm = 'happened' | 'approve' | 'refuse';

interface CallActionsProps extends AskBar<CallForm> {
  call: ApprovalView;
  draft: string | null;
  /** What was changed cannot be sent as it stands. */
  blocked: boolean;
  mayDecide: boolean;
  role: string;
}

const TOLD = 'The agent is told.';

/** The answers to a call that asks first, or to one of which nobody knows whether it happened. */
export function CallActions({ call, draft, blocked, mayDecide, role, keys, form, onForm, busy, error, onSay }: CallActionsProps) {
  const isUnknown = call.kind === 'outcome_unknown';
  const changed = draft === null ? {} : { amended: draft };
  const approve = () => {
    if (isUnknown) onForm('approve');
    else if (!blocked) onSay({ status: 'APPROVED', ask: changed });
  };
  const refuse = () => (isUnknown ? onForm('refuse') : onSay({ status: 'REJECTED' }));
  const enabled = keys && mayDecide && form === null;
  useShortcut('a', 'Approve', approve, { group: 'Inbox', enabled });
  useShortcut('r', 'Reject', refuse, { group: 'Inbox', enabled });
  if (!mayDecide) return <p className="text-muted text-xs">Your role is {role}: an approver or an administrator decides.</p>;
  const shared = { busy, error, onBack: () => onForm(null) };
  if (form === 'happened') {
    return (
      <TextForm
        {...shared}
        action="It happened"
        label="What the call came to"
        hint="The agent is told this as its result."
        onSend={(result) => onSay({ status: 'APPROVED', ask: { decision: 'happened', result } })}
      />
    );
  }
  if (form === 'approve') {
    return (
      <TextForm
        {...shared}
        action="Run it again"
        label="Reason"
        hint="It may have taken effect already: what you write is kept with it."
        onSend={(note) => onSay({ status: 'APPROVED', note })}
      />
    );
  }
  if (form === 'refuse') {
    return (
      <TextForm
        {...shared}
        danger
        optional={!isUnknown}
        action={isUnknown ? 'Count as failed' : 'Refuse'}
        label="Reason"
        hint={TOLD}
        onSend={(note) => onSay({ status: 'REJECTED', ...(note === '' ? {} : { note }) })}
      />
    );
  }
  return (
    <AskButtons error={error}>
      {isUnknown ? (
        <Button busy={busy} onClick={() => onForm('happened')} className="max-sm:h-11">
          It happened…
        </Button>
      ) : null}
      <Button variant={isUnknown ? 'default' : 'primary'} busy={busy} disabled={blocked} onClick={approve} className="max-sm:h-11">
        {isUnknown ? 'Run it again…' : draft === null ? 'Allow once' : 'Allow as changed'} <ShortcutHint keys="a" />
      </Button>
      {isUnknown ? null : (
        <Button
          busy={busy}
          disabled={blocked}
          onClick={() => onSay({ status: 'APPROVED', ask: { decision: 'allow_run', ...changed } })}
          className="max-sm:order-1 max-sm:h-11"
        >
          Allow for this run
        </Button>
      )}
      <Button variant="danger" busy={busy} onClick={refuse} className="max-sm:h-11">
        {isUnknown ? 'Count as failed…' : 'Refuse'} <ShortcutHint keys="r" />
      </Button>
      {isUnknown ? null : (
        <Button variant="quiet" onClick={() => onForm('refuse')} className="max-sm:order-1 max-sm:h-11">
          Refuse with a reason…
        </Button>
      )}
    </AskButtons>
  );
}
