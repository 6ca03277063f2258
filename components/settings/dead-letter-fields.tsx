import type { GeneralSettings } from '@/lib/contracts/settings';
import { NumberField } from './number-field';
import type { GeneralDraft, GeneralErrors } from './read-general-form';
import { SwitchField } from './switch-field';

interface DeadLetterFieldsProps {
  settings: GeneralSettings;
  draft: GeneralDraft;
  errors: GeneralErrors;
  onChange: (change: Partial<GeneralDraft>) => void;
}

/** How tasks that failed for good are dealt with. */
export function DeadLetterFields({ settings, draft, errors, onChange }: DeadLetterFieldsProps) {
  return (
    <>
      <NumberField
        label="Replay a task at most"
        hint="Beyond that a dead letter can be resolved or discarded; another replay takes a reason."
        unit="times"
        value={draft.replayLimit}
        error={errors.replayLimit}
        onChange={(replayLimit) => onChange({ replayLimit })}
      />
      <NumberField
        label="Keep dead letters for"
        hint="One that nobody deals with is discarded after that, and one that was dealt with is deleted so long after."
        unit="days"
        givenBy={settings.dlqRetentionDays.source === 'environment' ? 'DLQ_RETENTION_DAYS' : null}
        value={draft.letterDays}
        error={errors.letterDays}
        onChange={(letterDays) => onChange({ letterDays })}
      />
      <SwitchField
        label="Replay what may pass by itself"
        hint="Rate limits, faults of the endpoint, timeouts and broken streams, once their endpoint answers again. Counts as a replay."
        givenBy={settings.dlqAutoReplay.source === 'environment' ? 'DLQ_AUTO_REPLAY_ENABLED' : null}
        checked={draft.autoReplay}
        onChange={(autoReplay) => onChange({ autoReplay })}
      />
    </>
  );
}
