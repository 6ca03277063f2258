import { cn } from './cn';

interface SwitchProps {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  'aria-label': string;
  busy?: boolean;
  disabled?: boolean;
}

/** On or off, at once. */
export function Switch({ checked, onCheckedChange, busy = false, disabled = false, ...aria }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={checked}
      aria-busy={busy || undefined}
      disabled={disabled}
      onClick={() => onCheckedChange(!checked)}
      className={cn(
        'relative h-5 w-9 shrink-0 rounded-full border transition-colors duration-120 disabled:opacity-50 pointer-coarse:h-7 pointer-coarse:w-12',
        checked ? 'border-accent bg-accent' : 'border-line-strong bg-sunken',
      )}
      {...aria}
    >
      <span
        className={cn(
          'absolute top-1/2 left-0.5 size-3.5 -translate-y-1/2 rounded-full transition-transform duration-120 pointer-coarse:size-5',
          checked ? 'translate-x-4 bg-on-accent pointer-coarse:translate-x-5' : 'bg-faint',
        )}
      />
    </button>
  );
}
