'use client';
import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { useShortcut } from '@/components/ui/shortcuts';
import type { Me } from '@/lib/contracts/access';
import type { DecideEscalation, EscalationDetail } from '@/lib/contracts/escalation';
import { explainError } from '@/lib/query/read-error';
import { isHighRisk, verbsOf } from '../escalation-words';
import { DecideForm } from './decide-form';
import { votesWords, whyNot } from './standing';
import { useDecision } from './use-decision';

interface PaneActionsProps {
  escalation: EscalationDetail;
  me: Me;
  /** Takes a decision in the pane's place: the inbox holds it back for its undo, and has the keys `a` and `r`. */
  onDecide?: (decision: DecideEscalation) => void;
  onDecided?: () => void;
}

type Form = { about: 'decide'; status: DecideEscalation['status'] };
type Word = Omit<DecideEscalation, 'escalationId'>;

const GROUP = 'Inbox';

/** The answers, always in sight. What is of high risk asks for a reason; the rest goes with a press. */
export function PaneActions({ escalation, me, onDecide, onDecided }: PaneActionsProps) {
  const [form, setForm] = useState<Form | null>(null);
  const { send, busy, fault } = useDecision(escalation, () => {
    setForm(null);
    onDecided?.();
  });
  const why = whyNot(escalation, me);
  const mayDecide = why === null;
  const tell = (word: Word) => {
    const decision = { escalationId: escalation.id, ...word };
    if (onDecide) onDecide(decision);
    else send(decision);
  };
  const decide = (status: DecideEscalation['status']) => {
    if (status === 'APPROVED_WITH_CONDITIONS' || isHighRisk(escalation)) setForm({ about: 'decide', status });
    else tell({ status });
  };
  const mayKey = mayDecide && form === null;
  useShortcut('a', 'Approve', () => decide('APPROVED'), { group: GROUP, enabled: mayKey && !onDecide });
  useShortcut('r', 'Reject', () => decide('REJECTED'), { group: GROUP, enabled: mayKey && !onDecide });
  useShortcut('c', 'Approve with conditions', () => decide('APPROVED_WITH_CONDITIONS'), { group: GROUP, enabled: mayKey });
  useShortcut('n', 'Approve with a note', () => setForm({ about: 'decide', status: 'APPROVED' }), { group: GROUP, enabled: mayKey });
  const error = fault ? `That was not decided. ${explainError(fault)}` : undefined;
  if (form) {
    return (
      <Bar>
        <DecideForm
          key={form.status}
          escalation={escalation}
          status={form.status}
          busy={busy}
          error={error}
          onSend={tell}
          onBack={() => setForm(null)}
        />
      </Bar>
    );
  }
  const verbs = verbsOf(escalation);
  const votes = votesWords(escalation);
  const canCondition = verbs.approve === 'Approve' && escalation.subject !== 'budget';
  return (
    <Bar>
      {votes || why ? (
        <p className="text-muted text-xs">
          {why}
          {why && votes ? ' ' : ''}
          {votes && !escalation.votes.some(({ voter }) => voter === `${me.kind}:${me.name}`) ? votes : ''}
        </p>
      ) : null}
      {error ? (
        <p role="alert" className="text-failed text-xs">
          {error}
        </p>
      ) : null}
      {mayDecide ? (
        <div className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
          <Button variant="primary" busy={busy} onClick={() => decide('APPROVED')} className="max-sm:h-11">
            {verbs.approve} <ShortcutHint keys="a" />
          </Button>
          {canCondition ? (
            <Button busy={busy} onClick={() => decide('APPROVED_WITH_CONDITIONS')} className="max-sm:order-2 max-sm:h-11">
              With conditions <ShortcutHint keys="c" />
            </Button>
          ) : null}
          {escalation.action ? (
            <Button busy={busy} onClick={() => setForm({ about: 'decide', status: 'APPROVED' })} className="max-sm:order-2 max-sm:h-11">
              Another amount <ShortcutHint keys="n" />
            </Button>
          ) : null}
          <Button variant="danger" busy={busy} onClick={() => decide('REJECTED')} className="max-sm:h-11">
            {verbs.reject} <ShortcutHint keys="r" />
          </Button>
        </div>
      ) : null}
    </Bar>
  );
}

function Bar({ children }: { children: ReactNode }) {
  return (
    <footer className="scroll-quiet max-h-[60dvh] shrink-0 overflow-y-auto border-line border-t bg-surface">
      <div className="mx-auto grid max-w-[980px] grid-cols-[minmax(0,1fr)] gap-2 px-4 py-3 sm:px-7">{children}</div>
    </footer>
  );
}
