'use client';
import { useMemo } from 'react';
import { cn } from '@/components/ui/cn';
import type { WorkflowDraft } from '@/lib/contracts/workflow';
import { writeWorkflowYaml } from '@/lib/workflow/workflow-yaml';
import { changedLines } from './diff-lines';

const MARK = { same: ' ', added: '+', removed: '−' } as const;

/** Two versions as their files, line by line; `before` null: all of the one. */
export function VersionDiff({ before, after }: { before: WorkflowDraft | null; after: WorkflowDraft }) {
  const lines = useMemo(() => {
    const text = writeWorkflowYaml(after);
    return before === null
      ? text.split('\n').map((line) => ({ kind: 'same' as const, text: line }))
      : changedLines(writeWorkflowYaml(before), text);
  }, [before, after]);
  const isSame = before !== null && lines.every((line) => line === null || line.kind === 'same');
  if (isSame) return <p className="px-5 py-6 text-muted">Nothing changed.</p>;
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
      tabIndex={0}
      aria-label="Changes"
      className="scroll-quiet min-h-0 flex-1 overflow-auto bg-surface py-2 font-mono text-xs leading-5 -outline-offset-2"
    >
      {lines.map((line, index) =>
        line === null ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
          <div key={index} className="my-1 border-line border-y bg-sunken px-5 text-faint">
            ⋯
          </div>
        ) : (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
            key={index}
            className={cn('flex px-5', line.kind === 'added' && 'bg-succeeded-soft', line.kind === 'removed' && 'bg-failed-soft')}
          >
            <span
              className={cn(
                'w-5 shrink-0 select-none',
                line.kind === 'added' && 'text-succeeded',
                line.kind === 'removed' && 'text-failed',
              )}
            >
              {MARK[line.kind]}
              {line.kind === 'same' ? null : <span className="sr-only">{line.kind}: </span>}
            </span>
            <span className="min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]">{line.text}</span>
          </div>
        ),
      )}
    </section>
  );
}
