import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { NotificationSecret, NotificationSettings } from '@/lib/contracts/notification';

const given = (source: string) => source === 'environment';

interface TextSettingProps {
  label: string;
  hint: string;
  source: string;
  value: string;
  error?: string;
  placeholder?: string;
  inputMode?: 'text' | 'decimal';
  onChange: (value: string) => void;
}

/** A line of the settings. */
export function TextSetting({ label, hint, source, value, error, placeholder, inputMode, onChange }: TextSettingProps) {
  return (
    <Field label={label} hint={given(source) ? 'Given by the environment, so it cannot be changed here.' : hint} error={error}>
      {(control) => (
        <Input
          {...control}
          value={value}
          placeholder={placeholder}
          inputMode={inputMode}
          disabled={given(source)}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

interface SecretSettingProps {
  label: string;
  hint: string;
  field: NotificationSecret;
  settings: NotificationSettings;
  typed: string | null | undefined;
  error?: string;
  onChange: (value: string | null | undefined) => void;
}

/** Something that is never shown again: typed anew, or removed. */
export function SecretSetting({ label, hint, field, settings, typed, error, onChange }: SecretSettingProps) {
  const { isSet, last4, source } = settings[field];
  const kept = isSet && typed === undefined;
  const words = given(source)
    ? 'Given by the environment, so it cannot be changed here.'
    : typed === null
      ? 'Removed once it is saved.'
      : hint;
  return (
    <Field label={label} hint={words} error={error}>
      {(control) => (
        <span className="flex gap-2">
          <Input
            {...control}
            type="password"
            autoComplete="off"
            value={typed ?? ''}
            disabled={given(source)}
            placeholder={kept ? `set${last4 ? `, ends in ${last4}` : ''}` : ''}
            onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
          />
          {kept && !given(source) ? (
            <Button className="h-8 shrink-0" aria-label={`Remove: ${label}`} onClick={() => onChange(null)}>
              Remove
            </Button>
          ) : null}
        </span>
      )}
    </Field>
  );
}
