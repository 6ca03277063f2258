'use client';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { useShortcut } from '@/components/ui/shortcuts';
import type { Me } from '@/lib/contracts/access';
import type { DecideEscalation, EscalationDetail } from '@/lib/contracts/escalation';
import { isHighRisk } from '@/lib/escalation/is-high-risk';
import { explainError } from '@/lib/query/read-error';
import { verbsOf } from '../escalation-words';
import { ASIDE_FORMS, AsideActions, type AsideForm, AsideForms } from './aside-actions';
import { DecideForm } from './decide-form';
import { type Standing, standingOf, votesWords } from './standing';
import { useDecision } from './use-decision';

/** What is being written in the place of the answers. */
export type OpenForm = DecideEscalation['status'] | AsideForm;
const isAside = (form: OpenForm): form is AsideForm => ASIDE_FORMS.some((one) => one === form);
type Word = Omit<DecideEscalation, 'escalationId'>;

interface PaneActionsProps {
  escalation: EscalationDetail;
  me: Me;
  form: OpenForm | null;
  onForm: (form: OpenForm | null) => void;
  /** Takes a decision in the pane's place: the inbox holds it back for its undo, and has the keys `a` and `r`. */
  onDecide?: (decision: DecideEscalation) => void;
  onDecided?: () => void;
}

const GROUP = 'Inbox';

/** The answers, always in sight. What is of high risk asks for a reason; the rest goes with a press. */
export function PaneActions({ escalation, me, form, onForm, onDecide, onDecided }: PaneActionsProps) {
  const { send, busy, fault } = useDecision(escalation, () => {
    onForm(null);
    onDecided?.();
  });
  const standing = standingOf(escalation, me);
  const tell = (word: Word) => {
    const decision = { escalationId: escalation.id, ...word };
    if (onDecide) onDecide(decision);
    else send(decision);
  };
  const decide = (status: DecideEscalation['status']) => {
    if (status === 'APPROVED_WITH_CONDITIONS' || isHighRisk(escalation)) onForm(status);
    else tell({ status });
  };
  const isPlain = verbsOf(escalation).approve === 'Approve' && escalation.subject !== 'budget';
  // Another try may have conditions too: a run that failed goes on with them.
  const canCondition = isPlain || escalation.subject === 'letter';
  const mayApprove = standing.mayApprove && form === null;
  useShortcut('a', 'Approve', () => decide('APPROVED'), { group: GROUP, enabled: mayApprove && !onDecide });
  useShortcut('r', 'Reject', () => decide('REJECTED'), { group: GROUP, enabled: standing.mayReject && form === null && !onDecide });
  useShortcut('c', 'Approve with conditions', () => onForm('APPROVED_WITH_CONDITIONS'), {
    group: GROUP,
    enabled: mayApprove && canCondition,
  });
  useShortcut('n', 'Approve with a note', () => onForm('APPROVED'), { group: GROUP, enabled: mayApprove });
  const error = fault ? `That was not decided. ${explainError(fault)}` : undefined;
  if (form && isAside(form)) {
    return (
      <ActionBar>
        <AsideForms key={form} escalation={escalation} me={me} form={form} onClose={() => onForm(null)} />
      </ActionBar>
    );
  }
  if (form) {
    return (
      <ActionBar>
        <DecideForm key={form} escalation={escalation} status={form} busy={busy} error={error} onSend={tell} onBack={() => onForm(null)} />
      </ActionBar>
    );
  }
  return (
    <ActionBar>
      <Obstacle escalation={escalation} standing={standing} />
      {error ? (
        <p role="alert" className="text-failed text-xs">
          {error}
        </p>
      ) : null}
      <div className="grid grid-cols-2 gap-2 empty:hidden sm:flex sm:flex-wrap">
        <Answers escalation={escalation} standing={standing} busy={busy} canCondition={canCondition} onDecide={decide} onForm={onForm} />
        <AsideActions escalation={escalation} me={me} onForm={onForm} />
      </div>
    </ActionBar>
  );
}

interface AnswersProps {
  escalation: EscalationDetail;
  standing: Standing;
  busy: boolean;
  canCondition: boolean;
  onDecide: (status: DecideEscalation['status']) => void;
  onForm: (form: OpenForm) => void;
}

function Answers({ escalation, standing, busy, canCondition, onDecide, onForm }: AnswersProps) {
  const verbs = verbsOf(escalation);
  return (
    <>
      {standing.mayApprove ? (
        <Button variant="primary" busy={busy} onClick={() => onDecide('APPROVED')} className="max-sm:h-11">
          {verbs.approve} <ShortcutHint keys="a" />
        </Button>
      ) : null}
      {standing.mayApprove && canCondition ? (
        <Button busy={busy} onClick={() => onForm('APPROVED_WITH_CONDITIONS')} className="max-sm:order-1 max-sm:h-11">
          With conditions <ShortcutHint keys="c" />
        </Button>
      ) : null}
      {standing.mayApprove && escalation.action ? (
        <Button busy={busy} onClick={() => onForm('APPROVED')} className="max-sm:order-1 max-sm:h-11">
          Another amount <ShortcutHint keys="n" />
        </Button>
      ) : null}
      {standing.mayReject ? (
        <Button variant="danger" busy={busy} onClick={() => onDecide('REJECTED')} className="max-sm:h-11">
          {verbs.reject} <ShortcutHint keys="r" />
        </Button>
      ) : null}
    </>
  );
}

/** Why this person may not say more, and how many others have spoken. */
function Obstacle({ escalation, standing }: { escalation: EscalationDetail; standing: Standing }) {
  const words = [standing.why, standing.why?.startsWith('Your approval') ? null : votesWords(escalation)].filter(Boolean);
  return words.length > 0 ? <p className="text-muted text-xs">{words.join(' ')}</p> : null;
}

export function ActionBar({ children }: { children: ReactNode }) {
  return (
    <footer className="scroll-quiet max-h-[60dvh] shrink-0 overflow-y-auto border-line border-t bg-surface">
      <div className="mx-auto grid max-w-[980px] grid-cols-[minmax(0,1fr)] gap-2 px-4 py-3 sm:px-7">{children}</div>
    </footer>
  );
}
