import { Switch } from '@/components/ui/switch';

interface SwitchFieldProps {
  label: string;
  hint: string;
  /** The variable that gives it, where the environment does: it cannot be changed then. */
  givenBy: string | null;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

/** Something of the settings that is on or off. */
export function SwitchField({ label, hint, givenBy, checked, onChange }: SwitchFieldProps) {
  return (
    <div className="flex items-start gap-3">
      <Switch aria-label={label} checked={checked} disabled={givenBy !== null} onCheckedChange={onChange} />
      <div className="grid gap-1">
        <span className="font-medium text-muted text-xs">{label}</span>
        <span className="text-faint text-xs">
          {givenBy === null ? hint : `Given by the environment (${givenBy}), so it cannot be changed here.`}
        </span>
      </div>
    </div>
  );
}
