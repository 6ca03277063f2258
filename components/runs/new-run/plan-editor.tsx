'use client';
import { type KeyboardEvent, useDeferredValue, useMemo, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import type { Issue } from '@/lib/errors';
import { plural } from '@/lib/format/count';
import { PLAN_EXAMPLE } from './plan-example';
import { PlanPreview } from './plan-preview';
import { type PlanProblem, readPlan } from './read-plan';

interface PlanEditorProps {
  text: string;
  onChange: (text: string) => void;
  /** What the server refused, by path. */
  serverIssues: readonly Issue[];
}

const SHOWN = 8;

function insertSpaces(event: KeyboardEvent<HTMLTextAreaElement>, onChange: (text: string) => void): void {
  if (event.key !== 'Tab' || event.shiftKey || event.metaKey || event.ctrlKey || event.altKey) return;
  const area = event.currentTarget;
  // An empty selection indents; Escape then Tab leaves the editor, as in other code fields.
  event.preventDefault();
  area.setRangeText('  ', area.selectionStart, area.selectionEnd, 'end');
  onChange(area.value);
}

/** A plan in YAML: line numbers, problems at their lines while typing, and the tasks it makes beside it. */
export function PlanEditor({ text, onChange, serverIssues }: PlanEditorProps) {
  const areaRef = useRef<HTMLTextAreaElement>(null);
  const gutterRef = useRef<HTMLDivElement>(null);
  const deferred = useDeferredValue(text);
  const reading = useMemo(() => readPlan(deferred), [deferred]);
  const isEmpty = text.trim() === '';
  const problems: PlanProblem[] = isEmpty ? [] : [...reading.problems, ...serverIssues.map((issue) => ({ line: null, ...issue }))];
  const badLines = new Set(problems.map((problem) => problem.line));

  const goTo = (line: number) => {
    const area = areaRef.current;
    if (!area) return;
    const lines = text.split('\n');
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    area.focus();
    area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  };

  return (
    <div className="grid gap-2 lg:grid-cols-[minmax(0,1fr)_240px] lg:gap-3">
      <div className="min-w-0">
        <div className="flex overflow-hidden rounded-md border border-line-strong bg-surface focus-within:border-focus focus-within:outline-2 focus-within:outline-focus">
          <div
            ref={gutterRef}
            aria-hidden
            className="h-80 shrink-0 select-none overflow-hidden border-line border-r bg-sunken py-2 text-right font-mono text-faint text-xs leading-5"
          >
            {text.split('\n').map((_, index) => (
              <div
                // biome-ignore lint/suspicious/noArrayIndexKey: a line number is its place
                key={index}
                className={cn('min-w-9 px-2', badLines.has(index + 1) && 'bg-failed-soft font-semibold text-failed')}
              >
                {index + 1}
              </div>
            ))}
          </div>
          <textarea
            ref={areaRef}
            value={text}
            onChange={(event) => onChange(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') event.currentTarget.blur();
              else insertSpaces(event, onChange);
            }}
            onScroll={(event) => gutterRef.current?.scrollTo({ top: event.currentTarget.scrollTop })}
            aria-label="Plan in YAML"
            aria-invalid={problems.length > 0 || undefined}
            spellCheck={false}
            wrap="off"
            placeholder={'- key: requirements\n  role: project_manager\n  prompt: …'}
            className="scroll-quiet h-80 min-w-0 flex-1 resize-none bg-transparent px-3 py-2 font-mono text-xs leading-5 outline-none"
          />
        </div>
        <ul aria-live="polite" className="mt-1.5 grid gap-0.5 text-failed text-xs">
          {problems.slice(0, SHOWN).map((problem) => (
            <li key={`${problem.line} ${problem.path} ${problem.message}`} className="flex items-baseline gap-2">
              {problem.line === null ? null : (
                <button type="button" onClick={() => goTo(problem.line ?? 1)} className="num shrink-0 underline underline-offset-2">
                  line {problem.line}
                </button>
              )}
              <code className="shrink-0 text-muted">{problem.path}</code>
              <span className="min-w-0 [overflow-wrap:anywhere]">{problem.message}</span>
            </li>
          ))}
          {problems.length > SHOWN ? <li>and {plural(problems.length - SHOWN, 'problem')} more</li> : null}
        </ul>
        {isEmpty ? (
          <p className="mt-1.5 flex items-center gap-2 text-faint text-xs">
            A list of tasks with key, role and prompt; dependsOn names keys.
            <Button size="sm" onClick={() => onChange(PLAN_EXAMPLE)}>
              Insert example
            </Button>
          </p>
        ) : null}
      </div>
      <PlanPreview drafts={reading.drafts} hasProblems={problems.length > 0} />
    </div>
  );
}
