'use client';
import { Plus, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { Textarea } from '@/components/ui/textarea';
import type { DecideEscalation, EscalationDetail } from '@/lib/contracts/escalation';
import { isHighRisk } from '@/lib/escalation/is-high-risk';
import { plural } from '@/lib/format/count';
import { formatMoney } from '@/lib/format/money';
import { verbsOf } from '../escalation-words';
import { loadNote, saveNote } from '../note-draft';
import { PaneForm } from './pane-form';

type Word = Omit<DecideEscalation, 'escalationId'>;

interface DecideFormProps {
  escalation: EscalationDetail;
  status: DecideEscalation['status'];
  busy: boolean;
  error?: string;
  onSend: (word: Word) => void;
  onBack: () => void;
}

const MAX_CONDITIONS = 20;

/** A decision with words: its reason, its conditions, or another amount than was asked for. */
export function DecideForm({ escalation, status, busy, error, onSend, onBack }: DecideFormProps) {
  const { id, action } = escalation;
  const [note, setNote] = useState(() => loadNote(id));
  const [conditions, setConditions] = useState(['']);
  const [amount, setAmount] = useState(action ? String(action.amountUsd) : '');
  const high = isHighRisk(escalation);
  const conditional = status === 'APPROVED_WITH_CONDITIONS';
  const told = conditions.map((one) => one.trim()).filter(Boolean);
  const amountUsd = Number(amount);
  const asksAmount = action !== null && status === 'APPROVED';
  const badAmount = asksAmount && !(amountUsd > 0 && amountUsd <= 1_000_000);
  const words = note.trim();
  const verbs = verbsOf(escalation);
  const verb =
    status === 'REJECTED'
      ? verbs.reject
      : conditional
        ? told.length === 0
          ? 'Approve with conditions'
          : `Approve with ${plural(told.length, 'condition')}`
        : verbs.approve;
  const send = () => {
    saveNote(id, '');
    onSend({
      status,
      ...(words === '' ? {} : { note: words }),
      ...(conditional ? { conditions: told } : {}),
      ...(asksAmount && action && amountUsd !== action.amountUsd ? { action: { kind: action.kind, amountUsd } } : {}),
    });
  };
  return (
    <PaneForm
      label={verb}
      action={verb}
      danger={status === 'REJECTED'}
      busy={busy}
      disabled={(high && words === '') || (conditional && told.length === 0) || badAmount}
      error={error}
      onSubmit={send}
      onBack={onBack}
    >
      {conditional ? <Conditions conditions={conditions} onChange={setConditions} /> : null}
      {asksAmount && action ? (
        <Field
          label="Raise the budget by, US dollars"
          hint={`Asked for: ${formatMoney(action.amountUsd)}. Another amount is checked again.`}
          error={badAmount ? 'Must be more than nothing.' : undefined}
          className="max-w-64"
        >
          {(control) => (
            <Input
              {...control}
              autoFocus
              inputMode="decimal"
              value={amount}
              onChange={(event) => setAmount(event.target.value)}
              className="num"
            />
          )}
        </Field>
      ) : null}
      <Field
        label={high ? 'Reason' : 'Note'}
        optional={!high}
        hint={high ? 'It is of high risk: what you write is kept with it.' : undefined}
      >
        {(control) => (
          <Textarea
            {...control}
            autoFocus={!conditional && !asksAmount}
            rows={2}
            className="min-h-12"
            maxLength={2_000}
            value={note}
            onChange={(event) => {
              setNote(event.target.value);
              saveNote(id, event.target.value);
            }}
          />
        )}
      </Field>
    </PaneForm>
  );
}

function Conditions({ conditions, onChange }: { conditions: string[]; onChange: (conditions: string[]) => void }) {
  const last = useRef<HTMLInputElement>(null);
  const count = conditions.length;
  // The new field takes the focus: it is written next.
  useEffect(() => {
    if (count > 0) last.current?.focus();
  }, [count]);
  const told = conditions.filter((one) => one.trim() !== '').length;
  const add = () => {
    if (count < MAX_CONDITIONS && conditions.at(-1)?.trim() !== '') onChange([...conditions, '']);
  };
  return (
    <fieldset className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <legend className="mb-1.5 flex w-full justify-between gap-2 font-medium text-muted text-xs">
        Conditions become work in the run’s graph
        {told > 0 ? (
          <span className="whitespace-nowrap font-normal text-faint">
            {plural(told, 'task')}, {plural(told, 'gate')}
          </span>
        ) : null}
      </legend>
      {conditions.map((condition, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a condition has no other name than its number
        <div key={index} className="flex items-center gap-2">
          <span aria-hidden className="num grid size-[18px] shrink-0 place-items-center rounded-full bg-pending-soft text-2xs text-muted">
            {index + 1}
          </span>
          <Input
            ref={index === count - 1 ? last : undefined}
            aria-label={`Condition ${index + 1}`}
            placeholder="What must be done and checked first"
            maxLength={2_000}
            value={condition}
            onChange={(event) => onChange(conditions.with(index, event.target.value))}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.metaKey || event.ctrlKey) return;
              event.preventDefault();
              add();
            }}
          />
          {count > 1 ? (
            <IconButton label={`Remove condition ${index + 1}`} size="sm" onClick={() => onChange(conditions.toSpliced(index, 1))}>
              <X size={14} aria-hidden />
            </IconButton>
          ) : null}
        </div>
      ))}
      <Button size="sm" variant="quiet" onClick={add} className="justify-self-start">
        <Plus size={13} aria-hidden /> Another condition
      </Button>
    </fieldset>
  );
}
