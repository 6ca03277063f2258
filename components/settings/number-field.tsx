import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';

interface NumberFieldProps {
  label: string;
  hint: string;
  /** Behind the number. */
  unit: string;
  /** The variable that gives it, where the environment does: it cannot be changed then. */
  givenBy?: string | null;
  placeholder?: string;
  value: string;
  error?: string;
  onChange: (value: string) => void;
}

/** A short number of the settings with its unit. */
export function NumberField({ label, hint, unit, givenBy = null, placeholder, value, error, onChange }: NumberFieldProps) {
  return (
    <Field
      label={label}
      hint={givenBy === null ? hint : `Given by the environment (${givenBy}), so it cannot be changed here.`}
      error={error}
    >
      {(control) => (
        <span className="flex items-center gap-2">
          <Input
            {...control}
            inputMode="decimal"
            placeholder={placeholder}
            disabled={givenBy !== null}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            className="w-28"
          />
          <span className="text-muted text-sm">{unit}</span>
        </span>
      )}
    </Field>
  );
}
