import { cn } from '@/components/ui/cn';
import { plural } from '@/lib/format/count';
import type { DiffLine } from './diff-definitions';

const MARK = { same: ' ', added: '+', removed: '−' } as const;
const HEARD = { same: '', added: 'added: ', removed: 'removed: ' } as const;

/** A prompt, or another text of a task, line by line, with what was added and removed. */
export function PromptDiff({ lines, name = 'Prompt' }: { lines: readonly DiffLine[]; name?: string }) {
  const count = (kind: DiffLine['kind']) => lines.filter((line) => line.kind === kind).length;
  const [added, removed] = [count('added'), count('removed')];
  return (
    <figure aria-label={name} className="overflow-hidden rounded-md border border-line bg-surface">
      <figcaption className="border-line border-b px-3 py-1.5 text-muted text-xs">
        {added + removed === 0 ? `${name}: no change` : `${name}: ${plural(added, 'line')} added, ${removed} removed`}
      </figcaption>
      <div className="py-1.5 font-mono text-xs leading-[1.6]">
        {lines.map((line, index) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one comparison never move
            key={index}
            className={cn(
              'grid grid-cols-[20px_minmax(0,1fr)] whitespace-pre-wrap px-2 [overflow-wrap:anywhere]',
              line.kind === 'added' && 'bg-succeeded-soft text-succeeded',
              line.kind === 'removed' && 'bg-failed-soft text-failed',
            )}
          >
            <span aria-hidden className="select-none text-center">
              {MARK[line.kind]}
            </span>
            <span>
              {HEARD[line.kind] ? <span className="sr-only">{HEARD[line.kind]}</span> : null}
              {line.text || ' '}
            </span>
          </div>
        ))}
      </div>
    </figure>
  );
}
