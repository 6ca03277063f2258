import type { EditDiff } from '@/lib/contracts/edit';
import { countWords } from '@/lib/graph-edit/edit-words';

/** "+2 ~1 −1": added, changed, removed, each in its colour; spoken in words. */
export function EditCounts({ diff }: { diff: EditDiff }) {
  const { added, changed, removed } = diff;
  const edges = diff.edges.added.length + diff.edges.removed.length;
  const tasks = added.length + changed.length + removed.length;
  return (
    <span className="num inline-flex gap-2 font-semibold" title={countWords(diff)}>
      <span className="sr-only">{countWords(diff)}</span>
      {added.length > 0 ? (
        <span aria-hidden className="text-succeeded">
          +{added.length}
        </span>
      ) : null}
      {changed.length > 0 ? (
        <span aria-hidden className="text-waiting">
          ~{changed.length}
        </span>
      ) : null}
      {removed.length > 0 ? (
        <span aria-hidden className="text-failed">
          −{removed.length}
        </span>
      ) : null}
      {tasks === 0 ? (
        <span aria-hidden className="font-medium text-muted">
          {edges > 0 ? `${edges} ${edges === 1 ? 'edge' : 'edges'}` : 'no change'}
        </span>
      ) : null}
    </span>
  );
}
