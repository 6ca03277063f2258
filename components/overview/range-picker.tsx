'use client';
import { RANGES, type Range } from './ranges';

const LABELS: Record<Range, string> = { '24h': '24 h', '7d': '7 d', '30d': '30 d' };

/** How far back a page looks. */
export function RangePicker({ value, onChange }: { value: Range; onChange: (range: Range) => void }) {
  return (
    <fieldset aria-label="Range" className="inline-flex rounded-md border border-line-strong bg-surface p-0.5">
      {RANGES.map((range) => (
        <button
          key={range}
          type="button"
          aria-pressed={range === value}
          onClick={() => onChange(range)}
          className="num h-6 rounded-sm px-2.5 font-medium text-muted text-xs -outline-offset-1 transition-colors duration-120 hover:text-fg aria-pressed:bg-accent-soft aria-pressed:text-accent pointer-coarse:h-9 pointer-coarse:px-3.5"
        >
          {LABELS[range]}
        </button>
      ))}
    </fieldset>
  );
}
