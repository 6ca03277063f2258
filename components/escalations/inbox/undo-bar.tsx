'use client';
import { Button } from '@/components/ui/button';
import { useNowText } from '@/components/ui/now';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { plural } from '@/lib/format/count';
import type { HeldWord } from './use-inbox-outbox';

const DONE = { APPROVED: 'Approved', REJECTED: 'Rejected', APPROVED_WITH_CONDITIONS: 'Approved with conditions' } as const;

/** What was decided last, for as long as it can be taken back. */
export function UndoBar({ held, onUndo }: { held: readonly HeldWord[]; onUndo: () => void }) {
  const last = held.at(-1);
  const left = useNowText((nowMs) => (last ? String(Math.max(1, Math.ceil((last.dueMs - nowMs) / 1_000))) : ''), '');
  const [first] = last?.items ?? [];
  return (
    <div role="status" className={last ? 'flex items-center gap-2 border-line border-t bg-raised px-4 py-2 shadow-float' : 'sr-only'}>
      {last && first ? (
        <>
          <span className="min-w-0 flex-1 truncate">
            <span className="font-medium">{DONE[last.word.status]}</span>{' '}
            <span className="text-muted">{last.items.length === 1 ? first.title : plural(last.items.length, 'decision')}</span>
          </span>
          <Button size="sm" onClick={onUndo}>
            Undo <ShortcutHint keys="u" />
          </Button>
          <span aria-hidden className="num w-4 text-right text-faint">
            {left}
          </span>
        </>
      ) : null}
    </div>
  );
}
