'use client';
import { cn } from '@/components/ui/cn';
import { previewLines } from './preview-words';
import { usePastValues } from './use-condition';

const LOOK = { true: 'text-succeeded', false: 'text-muted', undecided: 'text-waiting' } as const;

/** What the condition would have come to with what there is already. */
export function ConditionPreview({ condition, after }: { condition: string; after: readonly string[] }) {
  const { values, failed } = usePastValues(condition, after);
  const lines = previewLines(values);
  if (failed !== null) return <p className="text-faint text-xs">No preview: {failed}</p>;
  if (lines.length === 0) return null;
  return (
    <ul aria-label="With past values" aria-live="polite" className="flex flex-wrap gap-x-2 text-xs">
      {lines.map((line, index) => (
        <li key={line.words} className={cn('min-w-0 [overflow-wrap:anywhere]', LOOK[line.outcome])}>
          {line.words}
          {index < lines.length - 1 ? <span className="text-faint"> ·</span> : null}
        </li>
      ))}
    </ul>
  );
}
