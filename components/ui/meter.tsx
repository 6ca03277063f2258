import { cn } from './cn';

interface MeterProps {
  /** What is measured, for assistive technology: "Spend". */
  label: string;
  value: number;
  /** Not positive: there is no bound, and the bar stays empty. */
  max: number;
  /** The value in words: "$1.84 of $5.00". */
  valueText: string;
  tone?: 'accent' | 'good' | 'warn' | 'bad';
  className?: string;
}

const TONES = { accent: 'bg-accent', good: 'bg-succeeded', warn: 'bg-waiting', bad: 'bg-failed' } as const;

/** A thin bar: how much of a bound is used. */
export function Meter({ label, value, max, valueText, tone = 'accent', className }: MeterProps) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  return (
    <span
      role="img"
      aria-label={`${label}: ${valueText}`}
      className={cn('relative block h-1.5 w-32 shrink-0 overflow-hidden rounded-full bg-line', className)}
    >
      <span
        className={cn('absolute inset-y-0 left-0 rounded-full transition-[width] duration-180 ease-out', TONES[tone])}
        style={{ width: `${share * 100}%`, minWidth: share > 0 ? 2 : 0 }}
      />
    </span>
  );
}
