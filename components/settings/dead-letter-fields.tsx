import { Switch } from '@/components/ui/switch';
import type { GeneralSettings } from '@/lib/contracts/settings';
import { NumberField } from './number-field';
import type { GeneralDraft, GeneralErrors } from './read-general-form';

interface DeadLetterFieldsProps {
  settings: GeneralSettings;
  draft: GeneralDraft;
  errors: GeneralErrors;
  onChange: (change: Partial<GeneralDraft>) => void;
}

/** How tasks that failed for good are dealt with. */
export function DeadLetterFields({ settings, draft, errors, onChange }: DeadLetterFieldsProps) {
  const autoGiven = settings.dlqAutoReplay.source === 'environment';
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
      <div className="flex items-start gap-3">
        <Switch
          aria-label="Replay what may pass by itself"
          checked={draft.autoReplay}
          disabled={autoGiven}
          onCheckedChange={(autoReplay) => onChange({ autoReplay })}
        />
        <div className="grid gap-1">
          <span className="font-medium text-muted text-xs">Replay what may pass by itself</span>
          <span className="text-faint text-xs">
            {autoGiven
              ? 'Given by the environment (DLQ_AUTO_REPLAY_ENABLED), so it cannot be changed here.'
              : 'Rate limits, faults of the endpoint, timeouts and broken streams, once their endpoint answers again. Counts as a replay.'}
          </span>
        </div>
      </div>
    </>
  );
}
