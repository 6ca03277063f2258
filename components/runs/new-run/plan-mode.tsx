'use client';
import { ToggleGroup } from 'radix-ui';
import { cn } from '@/components/ui/cn';
import type { NewRunDraft } from './draft';

const MODES = [
  { value: 'planner', label: 'Planner', hint: 'An agent reads goal and documents and makes the graph of tasks' },
  { value: 'plan', label: 'My own plan', hint: 'Tasks and their order in YAML; no planner is called' },
] as const;

/** Who makes the plan. */
export function PlanMode({ mode, onChange }: { mode: NewRunDraft['mode']; onChange: (mode: NewRunDraft['mode']) => void }) {
  return (
    <div className="grid gap-1.5">
      <h2 id="plan-mode" className="font-medium text-muted text-xs tracking-normal">
        Plan
      </h2>
      <ToggleGroup.Root
        type="single"
        value={mode}
        onValueChange={(value) => {
          if (value === 'planner' || value === 'plan') onChange(value);
        }}
        aria-labelledby="plan-mode"
        className="grid gap-2 sm:grid-cols-2"
      >
        {MODES.map(({ value, label, hint }) => (
          <ToggleGroup.Item
            key={value}
            value={value}
            className={cn(
              'grid gap-0.5 rounded-md border border-line-strong bg-surface px-3 py-2 text-left transition-colors duration-120 hover:bg-hover',
              'data-[state=on]:border-accent data-[state=on]:bg-accent-soft data-[state=on]:shadow-[inset_0_0_0_1px_var(--accent)]',
            )}
          >
            <span className="font-medium">{label}</span>
            <span className="text-muted text-xs">{hint}</span>
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
    </div>
  );
}
