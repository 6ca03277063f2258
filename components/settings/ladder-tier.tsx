import { useId } from 'react';
import { typeWords } from '@/components/escalations/escalation-words';
import { ROLE_CHOICES } from '@/components/runs/filters/role-label';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { EscalationTier, EscalationType } from '@/lib/contracts/escalation';
import type { LadderSettings } from '@/lib/contracts/ladder';
import type { Role } from '@/lib/contracts/task';
import { type TypeDraft, variableOf } from './ladder-draft';

const NAMES: Record<EscalationTier, string> = { AGENT: 'Agent', LEAD_AGENT: 'Lead', HUMAN: 'People' };
const ROLE_FIELD = { AGENT: 'agentRole', LEAD_AGENT: 'leadRole', HUMAN: null } as const;
const ROLES = ROLE_CHOICES.map(([value, label]) => ({ value: value as Role, label }));

interface LadderTierProps {
  tier: EscalationTier;
  type: EscalationType;
  settings: LadderSettings;
  draft: TypeDraft;
  error?: string;
  /** None of the tiers is used. */
  isFaulty: boolean;
  onChange: (changed: Partial<TypeDraft>) => void;
}

/** Whether a tier is asked, for how long, and which role answers there. */
export function LadderTier({ tier, type, settings, draft, error, isFaulty, onChange }: LadderTierProps) {
  const noteId = useId();
  const name = NAMES[tier];
  const variable = variableOf(settings, `seconds.${tier}`);
  const isUsed = draft.uses[tier];
  const role = ROLE_FIELD[tier];
  const note = error ?? noteOf(variable, tier === 'HUMAN' && !isUsed);
  return (
    <div className="grid grid-cols-[5.5rem_minmax(0,1fr)] items-center gap-x-3 gap-y-1.5 py-1.5 sm:grid-cols-[7rem_8.5rem_minmax(0,14rem)]">
      <label className="flex h-8 items-center gap-2">
        <input
          type="checkbox"
          className="size-4 accent-accent pointer-coarse:size-6"
          aria-invalid={isFaulty || undefined}
          checked={isUsed}
          onChange={(event) => onChange({ uses: { ...draft.uses, [tier]: event.target.checked } })}
        />
        {name}
      </label>
      <span className="flex items-center gap-2">
        <Input
          aria-label={`${name}: minutes`}
          aria-describedby={note ? noteId : undefined}
          aria-invalid={error ? true : undefined}
          inputMode="decimal"
          className="w-24"
          disabled={variable !== null || (!isUsed && tier !== 'HUMAN')}
          value={draft.minutes[tier]}
          onChange={(event) => onChange({ minutes: { ...draft.minutes, [tier]: event.target.value } })}
        />
        <span className="text-muted text-sm">min</span>
      </span>
      {role ? (
        <Select
          aria-label={`${name}: role asked about ${typeWords(type).toLowerCase()}`}
          className="col-start-2 w-full sm:col-start-3"
          disabled={!isUsed}
          value={draft[role]}
          onValueChange={(value) => onChange({ [role]: value })}
          options={ROLES}
        />
      ) : null}
      {note ? (
        <p
          id={noteId}
          role={error ? 'alert' : undefined}
          className={`col-span-full break-words text-xs sm:col-start-2 ${error ? 'text-failed' : 'text-faint'}`}
        >
          {note}
        </p>
      ) : null}
    </div>
  );
}

function noteOf(variable: string | null, isOutOfUse: boolean): string | undefined {
  if (variable !== null) return `Given by the environment (${variable}), so it cannot be changed here.`;
  return isOutOfUse ? 'Still the time for what begins at people.' : undefined;
}
