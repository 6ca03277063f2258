'use client';
import { Check } from 'lucide-react';
import type { MouseEvent } from 'react';
import { cn } from './cn';

interface CheckMarkProps {
  /** What is chosen by it: its accessible name. */
  label: string;
  checked: boolean;
  onToggle: (event: MouseEvent) => void;
  className?: string;
}

/** A checkbox that leaves the page's single keys to the page: the focus stays on a button, not in a field. */
export function CheckMark({ label, checked, onToggle, className }: CheckMarkProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: an input would keep the page's keys (j, k, x) to itself
    <button
      type="button"
      role="checkbox"
      aria-checked={checked}
      aria-label={label}
      onClick={onToggle}
      className={cn('group/check grid size-7 place-items-center rounded-md pointer-coarse:size-10', className)}
    >
      <span
        className={cn(
          'grid size-4 place-items-center rounded-sm border border-line-strong bg-surface transition-colors duration-120 group-hover/check:border-accent',
          checked && 'border-accent bg-accent text-on-accent',
        )}
      >
        {checked ? <Check size={12} strokeWidth={3} aria-hidden /> : null}
      </span>
    </button>
  );
}
