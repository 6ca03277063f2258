import type { GeneralSettings } from '@/lib/contracts/settings';
import { NumberField } from './number-field';
import type { GeneralDraft, GeneralErrors } from './read-general-form';
import { SwitchField } from './switch-field';

interface CheckpointFieldsProps {
  settings: GeneralSettings;
  draft: GeneralDraft;
  errors: GeneralErrors;
  onChange: (change: Partial<GeneralDraft>) => void;
}

/** How often runs are kept by themselves, and how much of it stays. */
export function CheckpointFields({ settings, draft, errors, onChange }: CheckpointFieldsProps) {
  const givenBy = (field: 'checkpointIntervalSeconds' | 'checkpointCompression' | 'checkpointsKept', name: string) =>
    settings[field].source === 'environment' ? name : null;
  return (
    <>
      <NumberField
        label="Make a checkpoint every"
        hint="Of a run that moves, and that has no interval of its own. Before a new phase one is made as well."
        unit="seconds"
        givenBy={givenBy('checkpointIntervalSeconds', 'AUTO_CHECKPOINT_INTERVAL')}
        value={draft.checkpointSeconds}
        error={errors.checkpointSeconds}
        onChange={(checkpointSeconds) => onChange({ checkpointSeconds })}
      />
      <NumberField
        label="Keep of a run's automatic checkpoints"
        hint="The newest ones. Beside them stay all of the last day, the latest, and what is pinned or was forked from."
        unit="checkpoints"
        value={draft.checkpointsKept}
        error={errors.checkpointsKept}
        onChange={(checkpointsKept) => onChange({ checkpointsKept })}
      />
      <SwitchField
        label="Compress checkpoints"
        hint="Less room for a little more work. Those made before stay as they are, and can be read either way."
        givenBy={givenBy('checkpointCompression', 'CHECKPOINT_COMPRESSION')}
        checked={draft.compression}
        onChange={(compression) => onChange({ compression })}
      />
    </>
  );
}
