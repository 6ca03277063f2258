import type { ReactNode } from 'react';
import { cn } from './cn';

interface ChoiceGroupProps<V extends string> {
  legend: string;
  /** Of the radio buttons; once on a page. */
  name: string;
  value: string;
  choices: readonly { value: V; label: string; hint?: string }[];
  onChange: (value: V) => void;
  disabled?: boolean;
  children?: ReactNode;
}

/** One of a few, all in sight: radio buttons drawn as cards. */
export function ChoiceGroup<V extends string>({ legend, name, value, choices, onChange, disabled, children }: ChoiceGroupProps<V>) {
  return (
    <fieldset className="grid gap-2" disabled={disabled}>
      <legend className="mb-2 font-medium">{legend}</legend>
      <div className="grid gap-2 sm:grid-cols-3">
        {choices.map((choice) => (
          <label
            key={choice.value}
            className={cn(
              'grid cursor-pointer gap-0.5 rounded-md border border-line-strong bg-surface px-3 py-2.5 hover:border-faint',
              'has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-focus has-focus-visible:outline-offset-2',
            )}
          >
            <span className="flex items-center gap-2">
              <input
                type="radio"
                name={name}
                value={choice.value}
                checked={value === choice.value}
                onChange={() => onChange(choice.value)}
                className="size-3.5 accent-(--accent)"
              />
              <span className="font-medium">{choice.label}</span>
            </span>
            {choice.hint ? <span className="pl-5.5 text-muted text-xs">{choice.hint}</span> : null}
          </label>
        ))}
      </div>
      {children}
    </fieldset>
  );
}
