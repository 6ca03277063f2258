import { diffLines } from 'diff';
import { cn } from '@/components/ui/cn';

/** What a tool says now beside what it said when it was allowed, line by line. */
export function ToolDiff({ before, after }: { before: string; after: string }) {
  const lines = diffLines(before, after).flatMap((part, partIndex) =>
    part.value
      .replace(/\n$/, '')
      .split('\n')
      .map((text, index) => ({ id: `${partIndex}-${index}`, text, sign: part.added ? '+' : part.removed ? '−' : ' ' })),
  );
  return (
    <section aria-label="What changed since it was allowed">
      <p className="mb-1 text-xs">What changed since it was allowed:</p>
      <pre className="scroll-quiet max-h-80 overflow-auto rounded-md bg-sunken py-2 text-xs leading-[1.55]">
        {lines.map(({ id, text, sign }) => (
          <div
            key={id}
            className={cn(
              'whitespace-pre-wrap px-2.5 [overflow-wrap:anywhere]',
              sign === '+' && 'bg-succeeded-soft',
              sign === '−' && 'bg-failed-soft',
              sign === ' ' && 'text-muted',
            )}
          >
            {sign} {text}
          </div>
        ))}
      </pre>
    </section>
  );
}
