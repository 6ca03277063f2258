import { StateIcon } from '@/components/ui/state-icon';
import type { TaskDraft } from '@/lib/contracts/task';
import { plural } from '@/lib/format/count';
import { rankTasks } from './rank-tasks';

const SHOWN = 200;

/** The tasks of a plan in the order in which they can start; those of one step can run at the same time. */
export function PlanPreview({ drafts, hasProblems }: { drafts: readonly TaskDraft[]; hasProblems: boolean }) {
  const ranks = rankTasks(drafts);
  const steps = Math.max(-1, ...[...ranks.values()].map((rank) => rank ?? -1)) + 1;
  const ordered = drafts.slice(0, SHOWN).toSorted((a, b) => (ranks.get(a.key) ?? steps) - (ranks.get(b.key) ?? steps));
  return (
    <section aria-label="Preview" className="scroll-quiet max-h-80 overflow-y-auto rounded-md border border-line bg-canvas px-3 py-2">
      <h3 className="font-normal text-faint text-xs tracking-normal">
        {drafts.length === 0 ? 'The tasks will be listed here' : `${plural(drafts.length, 'task')} in ${plural(steps, 'step')}`}
        {hasProblems && drafts.length > 0 ? <span className="text-failed"> · with problems</span> : null}
      </h3>
      <ol className="mt-1.5 grid grid-cols-[minmax(0,1fr)] gap-1.5">
        {ordered.map((draft, index) => {
          const rank = ranks.get(draft.key) ?? null;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: while it is typed a plan may name a key twice
            <li key={`${draft.key} ${index}`} className="flex gap-2">
              <span className="num w-4 shrink-0 pt-px text-right text-faint text-xs">{rank === null ? '?' : rank + 1}</span>
              <StateIcon state={rank === null ? 'failed' : rank === 0 ? 'ready' : 'pending'} decorative className="mt-0.5" />
              <span className="min-w-0">
                <span className="block truncate font-medium leading-[18px]">{draft.title ?? draft.key}</span>
                <span className="block truncate text-faint text-xs">
                  {draft.role ?? draft.kind}
                  {draft.dependsOn.length > 0 ? ` · after ${draft.dependsOn.join(', ')}` : ''}
                </span>
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
