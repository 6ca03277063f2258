'use client';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { Textarea } from '@/components/ui/textarea';
import type { Me } from '@/lib/contracts/access';
import type { DecideEscalation, EscalationDetail } from '@/lib/contracts/escalation';
import { explainError } from '@/lib/query/read-error';
import { isHighRisk, verbsOf } from '../escalation-words';
import { useDecision } from './use-decision';

interface PaneActionsProps {
  escalation: EscalationDetail;
  me: Me;
  /** Takes a decision in the pane's place: the inbox holds it back for its undo. */
  onDecide?: (decision: DecideEscalation) => void;
  onDecided?: () => void;
}

/** The answers, always in sight. What is of high risk asks for a reason. */
export function PaneActions({ escalation, me, onDecide, onDecided }: PaneActionsProps) {
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const { send, busy, fault } = useDecision(escalation, onDecided);
  if (!me.permissions.includes('escalations.decide')) {
    return (
      <footer className="shrink-0 border-line border-t bg-surface px-4 py-3 text-muted text-xs sm:px-7">
        Your role is {me.role}: an approver or an administrator decides.
      </footer>
    );
  }
  const high = isHighRisk(escalation);
  const decide = (status: DecideEscalation['status']) => {
    const words = note.trim();
    if (high && words === '') return setMissing(true);
    const decision = { escalationId: escalation.id, status, ...(words === '' ? {} : { note: words }) };
    if (onDecide) onDecide(decision);
    else send(decision);
  };
  const verbs = verbsOf(escalation);
  const error = missing ? 'Say why: this is of high risk.' : fault ? `That was not decided. ${explainError(fault)}` : undefined;
  return (
    <footer className="grid shrink-0 gap-2 border-line border-t bg-surface px-4 pt-2 pb-3 max-sm:pb-[max(12px,env(safe-area-inset-bottom))] sm:px-7">
      <Field label={high ? 'Reason' : 'Note'} optional={!high} error={error}>
        {(control) => (
          <Textarea
            {...control}
            rows={1}
            className="min-h-8"
            maxLength={2_000}
            value={note}
            onChange={(event) => {
              setNote(event.target.value);
              setMissing(false);
            }}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" busy={busy} onClick={() => decide('APPROVED')} className="max-sm:flex-1">
          {verbs.approve} <ShortcutHint keys="a" />
        </Button>
        <Button variant="danger" busy={busy} onClick={() => decide('REJECTED')} className="max-sm:flex-1">
          {verbs.reject} <ShortcutHint keys="r" />
        </Button>
      </div>
    </footer>
  );
}
