import { ToggleGroup } from 'radix-ui';

const VIEWS = [
  { value: 'form', label: 'Form' },
  { value: 'yaml', label: 'YAML' },
] as const;

export function ViewSwitch({ view, onChange }: { view: 'form' | 'yaml'; onChange: (view: 'form' | 'yaml') => void }) {
  return (
    <ToggleGroup.Root
      type="single"
      value={view}
      onValueChange={(value) => {
        if (value === 'form' || value === 'yaml') onChange(value);
      }}
      aria-label="Edit as"
      className="flex w-fit gap-0.5 rounded-md border border-line-strong bg-surface p-0.5"
    >
      {VIEWS.map(({ value, label }) => (
        <ToggleGroup.Item
          key={value}
          value={value}
          className="rounded-sm px-3 py-1 text-muted hover:text-fg data-[state=on]:bg-accent-soft data-[state=on]:font-medium data-[state=on]:text-accent pointer-coarse:py-2"
        >
          {label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
