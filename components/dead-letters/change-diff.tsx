import { PromptDiff } from '@/components/agents/prompt-diff';
import { roleLabel } from '@/components/runs/filters/role-label';
import { changedLines, type DiffLine } from '@/components/workflows/diff-lines';
import { formatCount } from '@/lib/format/count';
import type { ShownChange } from './replay-draft';

const CUT: DiffLine = { kind: 'same', text: '⋯' };

/** Without it a last line that only lost its end would count as another. */
const ended = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

const said = ({ field }: ShownChange, value: string): string =>
  field === 'role' ? roleLabel(value) : field === 'timeoutSeconds' ? `${formatCount(Number(value))} s` : value;

/** What a replay changes of its task: short things as before and after, texts line by line. */
export function ChangeDiff({ changes, many = false }: { changes: readonly ShownChange[]; many?: boolean }) {
  const short = changes.filter((change) => !change.isText);
  return (
    <section aria-label="What changes" className="grid grid-cols-[minmax(0,1fr)] gap-2">
      {short.length > 0 ? (
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 rounded-md border border-line bg-surface px-3 py-2">
          {short.map((change) => (
            <div key={change.field} className="contents">
              <dt className="text-muted">{change.name}</dt>
              <dd className="flex flex-wrap items-baseline gap-x-2 [overflow-wrap:anywhere]">
                {change.before === null ? (
                  <span className="text-faint">{many ? 'each its own' : 'none'}</span>
                ) : (
                  <del className="text-failed">{said(change, change.before)}</del>
                )}
                <span aria-hidden className="text-faint">
                  →
                </span>
                <ins className="font-medium text-succeeded no-underline">{said(change, change.after)}</ins>
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      {changes
        .filter((change) => change.isText)
        .map((change) => (
          <PromptDiff
            key={change.field}
            name={change.name}
            lines={changedLines(change.before === null ? '' : ended(change.before), ended(change.after))
              .map((line) => line ?? CUT)
              // Where there was nothing, the comparison begins with an empty line of it.
              .filter((line) => change.before !== null || line.kind === 'added')}
          />
        ))}
    </section>
  );
}
