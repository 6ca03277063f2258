'use client';
import { AlarmClock, MessageCircleQuestion, UserRoundPlus } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { useShortcut } from '@/components/ui/shortcuts';
import type { Me } from '@/lib/contracts/access';
import type { EscalationDetail } from '@/lib/contracts/escalation';
import { callerWords } from '../escalation-words';
import { HandOverForm } from './hand-over-form';
import { SnoozeForm } from './snooze-form';
import { usePaneCalls } from './use-pane-calls';
import { TextForm } from './word-forms';

export const ASIDE_FORMS = ['ask', 'answer', 'over', 'snooze', 'revoke'] as const;
export type AsideForm = (typeof ASIDE_FORMS)[number];

const GROUP = 'Inbox';

interface AsideProps {
  escalation: EscalationDetail;
  me: Me;
  onForm: (form: AsideForm) => void;
}

/** What can be done beside deciding: ask back, hand over, put off. */
export function AsideActions({ escalation, me, onForm }: AsideProps) {
  const mayDecide = me.permissions.includes('escalations.decide');
  const mayAnswer =
    escalation.askedBack !== null && me.permissions.includes('escalations.answer') && escalation.askedBack.by !== `${me.kind}:${me.name}`;
  const canAsk = mayDecide && escalation.askedBack === null && escalation.askedBy !== `${me.kind}:${me.name}`;
  useShortcut('b', 'Ask back', () => onForm('ask'), { group: GROUP, enabled: canAsk });
  useShortcut('d', 'Delegate', () => onForm('over'), { group: GROUP, enabled: mayDecide });
  useShortcut('s', 'Snooze', () => onForm('snooze'), { group: GROUP, enabled: mayDecide });
  const look = 'max-sm:order-2 max-sm:h-11 max-sm:border-line-strong';
  return (
    <>
      <span aria-hidden className="hidden flex-1 sm:block" />
      {mayAnswer ? (
        <Button onClick={() => onForm('answer')} className={look}>
          <MessageCircleQuestion size={14} aria-hidden className="sm:hidden" /> Answer
        </Button>
      ) : null}
      {canAsk ? (
        <Button variant="quiet" onClick={() => onForm('ask')} className={look}>
          <MessageCircleQuestion size={14} aria-hidden className="sm:hidden" /> Ask back <ShortcutHint keys="b" />
        </Button>
      ) : null}
      {mayDecide ? (
        <>
          <Button variant="quiet" onClick={() => onForm('over')} className={look}>
            <UserRoundPlus size={14} aria-hidden className="sm:hidden" /> Delegate <ShortcutHint keys="d" />
          </Button>
          <Button variant="quiet" onClick={() => onForm('snooze')} className={look}>
            <AlarmClock size={14} aria-hidden className="sm:hidden" /> Snooze <ShortcutHint keys="s" />
          </Button>
        </>
      ) : null}
    </>
  );
}

interface AsideFormsProps {
  escalation: EscalationDetail;
  me: Me;
  form: AsideForm;
  onClose: () => void;
}

/** The words that one of them needs. */
export function AsideForms({ escalation, me, form, onClose }: AsideFormsProps) {
  const calls = usePaneCalls(escalation, onClose);
  const common = { escalation, busy: calls.busy, error: calls.error, onBack: onClose };
  switch (form) {
    case 'ask':
      return (
        <TextForm
          {...common}
          label={`Question to ${callerWords(escalation.askedBy)}`}
          hint="The clock stands until it is answered."
          action="Ask back"
          onSend={calls.ask}
        />
      );
    case 'answer':
      return (
        <TextForm
          {...common}
          label={escalation.askedBack?.question ?? 'Answer'}
          hint="The clock goes on with what was left."
          action="Answer"
          maxLength={20_000}
          onSend={calls.answer}
        />
      );
    case 'over':
      return (
        <HandOverForm
          {...common}
          toError={calls.toError}
          myEmail={me.kind === 'user' ? me.name : null}
          onDelegate={calls.delegate}
          onReassign={calls.reassign}
        />
      );
    case 'snooze':
      return <SnoozeForm {...common} onSend={calls.snooze} />;
    case 'revoke':
      return (
        <TextForm
          {...common}
          label="Why the approval is taken back"
          hint="What has not begun stops, and people are asked again."
          action="Take it back"
          danger
          onSend={calls.revoke}
        />
      );
  }
}
