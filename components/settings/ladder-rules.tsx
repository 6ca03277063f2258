import type { LadderSettings } from '@/lib/contracts/ladder';
import { type LadderDraft, type LadderErrors, variableOf } from './ladder-draft';
import { NumberField } from './number-field';
import { PanelSection } from './panel';
import { SwitchField } from './switch-field';

const SWITCHES = [
  ['criticalAlwaysHuman', 'Critical begins at people', 'Off: what is critical begins with agents like the rest.'],
  ['autoEscalateOnTimeout', 'Deadlines pass to the next tier', 'Off: the first deadline that passes decides by the default of the type.'],
  ['escalateErrors', 'Failures ask', 'A task that failed for good by a cause that is no endpoint’s. Off: it is a dead letter alone.'],
  ['forecastGuard', 'Guard budgets by forecast', 'A run whose forecast from measured tasks is beyond its budget asks before it starts.'],
  ['scanArtifacts', 'Search artifacts for secrets', 'And for personal data. What is found is masked until people have decided.'],
] as const;

interface LadderRulesProps {
  settings: LadderSettings;
  draft: LadderDraft;
  errors: LadderErrors;
  onChange: (changed: Partial<LadderDraft>) => void;
}

/** What holds for every type. */
export function LadderRules({ settings, draft, errors, onChange }: LadderRulesProps) {
  return (
    <PanelSection title="Rules for all">
      <div className="grid max-w-[720px] gap-5">
        {SWITCHES.map(([field, label, hint]) => (
          <SwitchField
            key={field}
            label={label}
            hint={hint}
            givenBy={variableOf(settings, field)}
            checked={draft[field]}
            onChange={(checked) => onChange({ [field]: checked })}
          />
        ))}
        <div className="grid gap-x-5 gap-y-4 sm:grid-cols-2">
          <NumberField
            label="A lead may approve spending up to"
            hint="More is for people."
            unit="US dollars"
            value={draft.leadSpendingLimitUsd}
            error={errors.leadSpendingLimitUsd}
            onChange={(leadSpendingLimitUsd) => onChange({ leadSpendingLimitUsd })}
          />
          <NumberField
            label="An approval can be taken back for"
            hint="0: never."
            unit="minutes"
            value={draft.revokeMinutes}
            error={errors.revokeSeconds}
            onChange={(revokeMinutes) => onChange({ revokeMinutes })}
          />
        </div>
      </div>
    </PanelSection>
  );
}
