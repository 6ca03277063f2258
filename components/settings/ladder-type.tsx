import { ChevronRight } from 'lucide-react';
import { useId } from 'react';
import { tierWords, typeWords } from '@/components/escalations/escalation-words';
import { PeoplePicker } from '@/components/escalations/people-picker';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { DefaultDecision, EscalationType } from '@/lib/contracts/escalation';
import type { LadderSettings } from '@/lib/contracts/ladder';
import { isSame, type LadderErrors, TIERS, type TypeDraft, typeDraftOf } from './ladder-draft';
import { LadderTier } from './ladder-tier';

const DEFAULTS: readonly { value: DefaultDecision; label: string }[] = [
  { value: 'reject', label: 'Reject' },
  { value: 'retry', label: 'Try the task again' },
  { value: 'pause', label: 'Pause the run' },
];
const ENDS: Record<DefaultDecision, string> = { reject: 'rejected', retry: 'tried again', pause: 'the run pauses' };

/** The whole ladder in a line. */
const summaryOf = ({ uses, minutes, defaultDecision }: TypeDraft) =>
  [
    ...TIERS.filter((tier) => uses[tier]).map((tier) => `${tierWords(tier)} ${minutes[tier].trim() || '?'} min`),
    ENDS[defaultDecision],
  ].join(' → ');

interface LadderTypeProps {
  type: EscalationType;
  settings: LadderSettings;
  draft: TypeDraft;
  errors: LadderErrors;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onChange: (changed: Partial<TypeDraft>) => void;
}

/** How one type climbs: a line that opens. */
export function LadderType({ type, settings, draft, errors, open, onOpenChange, onChange }: LadderTypeProps) {
  const id = useId();
  const name = typeWords(type);
  const defaults = typeDraftOf(settings.defaults.types[type]);
  const isChanged = !isSame(draft, { ...draft, ...defaults });
  const fault = (field: string) => errors[`types.${type}.${field}`];
  const tiersFault = fault('tiers');
  return (
    <li className="border-line border-b">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => onOpenChange(!open)}
        className="flex min-h-10 w-full items-start gap-2 rounded-md py-2 text-left hover:bg-sunken"
      >
        <ChevronRight size={14} aria-hidden className={cn('mt-0.5 shrink-0 text-faint', open && 'rotate-90')} />
        <span className="min-w-0 flex-1 sm:flex sm:gap-3">
          <span className="block w-36 shrink-0 font-medium">{name}</span>
          <span className="block min-w-0 text-muted">{summaryOf(draft)}</span>
        </span>
        {isChanged ? <Badge>changed</Badge> : null}
      </button>
      {open ? (
        <fieldset id={id} aria-label={name} className="grid min-w-0 gap-4 pt-1 pb-5 pl-5.5">
          <div>
            {TIERS.map((tier) => (
              <LadderTier
                key={tier}
                {...{ tier, type, settings, draft, onChange }}
                error={fault(`seconds.${tier}`)}
                isFaulty={tiersFault !== undefined}
              />
            ))}
            {tiersFault ? (
              <p role="alert" className="text-failed text-xs">
                {tiersFault}
              </p>
            ) : null}
          </div>
          <div className="grid gap-x-5 gap-y-4 sm:grid-cols-2">
            <Field label="Where nobody decides" hint="Once the last deadline is over.">
              {(control) => (
                <Select
                  {...control}
                  className="w-full max-w-56"
                  value={draft.defaultDecision}
                  onValueChange={(defaultDecision) => onChange({ defaultDecision })}
                  options={DEFAULTS}
                />
              )}
            </Field>
            <Field label="Approvals needed" hint="Of different people. One rejection decides." error={fault('approvalsNeeded')}>
              {(control) => (
                <Input
                  {...control}
                  inputMode="numeric"
                  className="w-28"
                  value={draft.approvalsNeeded}
                  onChange={(event) => onChange({ approvalsNeeded: event.target.value })}
                />
              )}
            </Field>
          </div>
          <PeoplePicker
            label="Approvers"
            hint="Those who may decide are offered by name or e-mail. Nobody named: everybody who may decide."
            empty="everybody who may"
            error={fault('approvers')}
            value={draft.approvers}
            onChange={(approvers) => onChange({ approvers })}
          />
          {isChanged ? (
            <Button size="sm" className="justify-self-start" onClick={() => onChange(defaults)}>
              Back to the defaults
            </Button>
          ) : null}
        </fieldset>
      ) : null}
    </li>
  );
}
