'use client';
import { PencilLine } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { CodeField, type CodeProblem } from '@/components/ui/code-field';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { useShortcut } from '@/components/ui/shortcuts';

interface AmendCardProps {
  label: string;
  /** What the agent wrote, as one reads it. */
  text: string;
  /** What a person put in its place; null: nobody changed it. */
  draft: string | null;
  /** Undefined: it cannot be changed. */
  onDraft?: (draft: string | null) => void;
  problems: readonly CodeProblem[];
  /** It was looked at, and nothing is wrong with it. */
  verdict: string | null;
  /** Drawn in the place of the bare text while nobody changes it. */
  children?: ReactNode;
}

const ROWS_MAX = 22;
/** Tailwind finds only names that stand whole in the source. */
const HEIGHTS = [
  [6, 'h-32'],
  [12, 'h-64'],
  [ROWS_MAX, 'h-96'],
] as const;

/** What an agent is about to do, as JSON that can be changed before it is let through. */
export function AmendCard({ label, text, draft, onDraft, problems, verdict, children }: AmendCardProps) {
  const lines = (draft ?? text).split('\n').length;
  const height = HEIGHTS.find(([rows]) => lines <= rows)?.[1] ?? 'h-[28rem]';
  const canChange = onDraft !== undefined;
  useShortcut('e', `Change: ${label.toLowerCase()}`, () => onDraft?.(text), { group: 'Inbox', enabled: canChange && draft === null });
  return (
    <section aria-label={label} className="overflow-hidden rounded-lg border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-2 border-line border-b px-3.5 py-1.5">
        <h3 className="font-semibold text-sm">{label}</h3>
        {draft === null ? null : <span className="text-waiting text-xs">changed by you</span>}
        {canChange ? (
          <Button size="sm" variant="quiet" onClick={() => onDraft(draft === null ? text : null)} className="ml-auto">
            {draft === null ? (
              <>
                <PencilLine size={13} aria-hidden /> Change <ShortcutHint keys="e" />
              </>
            ) : (
              'Drop the change'
            )}
          </Button>
        ) : null}
      </div>
      <div className="grid gap-2 p-3">
        {draft === null ? (
          (children ?? (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: long arguments scroll, by keyboard too
            <section tabIndex={0} aria-label={`${label} as text`} className="scroll-quiet max-h-[28rem] overflow-auto">
              <pre className="whitespace-pre-wrap text-xs leading-[1.55] [overflow-wrap:anywhere]">{text}</pre>
            </section>
          ))
        ) : (
          <>
            <CodeField
              autoFocus
              label={`${label}, JSON`}
              text={draft}
              onChange={(next) => onDraft?.(next)}
              problems={problems}
              placeholder="{}"
              height={height}
            />
            <p role="status" className="text-faint text-xs">
              {problems.length > 0 ? '' : (verdict ?? 'Looking at it…')}
              {verdict && problems.length === 0 && onDraft ? (
                <span className="pointer-coarse:hidden"> Press Escape, then decide.</span>
              ) : null}
            </p>
          </>
        )}
      </div>
    </section>
  );
}
