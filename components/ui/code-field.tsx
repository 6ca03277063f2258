'use client';
import { type KeyboardEvent, useRef } from 'react';
import { plural } from '@/lib/format/count';
import { cn } from './cn';

export interface CodeProblem {
  /** From 1; null where it is of the whole. */
  line: number | null;
  path: string;
  message: string;
}

interface CodeFieldProps {
  label: string;
  text: string;
  onChange: (text: string) => void;
  /** The first of them stand below the field, each a way to its line. */
  problems: readonly CodeProblem[];
  placeholder: string;
  /** A class that sets the height. */
  height: string;
  autoFocus?: boolean;
}

const SHOWN = 8;

/** Tab indents by two spaces; Escape, then Tab, leaves the field, as in other code fields. */
function onKey(event: KeyboardEvent<HTMLTextAreaElement>, onChange: (text: string) => void): void {
  const area = event.currentTarget;
  if (event.key === 'Escape') area.blur();
  if (event.key !== 'Tab' || event.shiftKey || event.metaKey || event.ctrlKey || event.altKey) return;
  event.preventDefault();
  area.setRangeText('  ', area.selectionStart, area.selectionEnd, 'end');
  onChange(area.value);
}

/** Text with line numbers, and what is wrong with it at its lines. */
export function CodeField({ label, text, onChange, problems, placeholder, height, autoFocus = false }: CodeFieldProps) {
  const areaRef = useRef<HTMLTextAreaElement>(null);
  const gutterRef = useRef<HTMLDivElement>(null);
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
    <div className="grid gap-1.5">
      <div className="flex overflow-hidden rounded-md border border-line-strong bg-surface focus-within:border-focus focus-within:outline-2 focus-within:outline-focus">
        <div
          ref={gutterRef}
          aria-hidden
          className={cn(
            height,
            'shrink-0 select-none overflow-hidden border-line border-r bg-sunken py-2 text-right font-mono text-faint text-xs leading-5',
          )}
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
          // biome-ignore lint/a11y/noAutofocus: whoever pressed the key that opened it writes next
          autoFocus={autoFocus}
          value={text}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={(event) => onKey(event, onChange)}
          onScroll={(event) => gutterRef.current?.scrollTo({ top: event.currentTarget.scrollTop })}
          aria-label={label}
          aria-invalid={problems.length > 0 || undefined}
          spellCheck={false}
          wrap="off"
          placeholder={placeholder}
          className={cn(
            height,
            'scroll-quiet min-w-0 flex-1 resize-none bg-transparent px-3 py-2 font-mono text-xs leading-5 outline-none',
          )}
        />
      </div>
      <ul aria-live="polite" className="grid gap-0.5 text-failed text-xs">
        {problems.slice(0, SHOWN).map(({ line, path, message }) => (
          <li key={`${line} ${path} ${message}`} className="flex items-baseline gap-2">
            {line === null ? null : (
              <button type="button" onClick={() => goTo(line)} className="num shrink-0 underline underline-offset-2">
                line {line}
              </button>
            )}
            {path ? <code className="shrink-0 text-muted">{path}</code> : null}
            <span className="min-w-0 [overflow-wrap:anywhere]">{message}</span>
          </li>
        ))}
        {problems.length > SHOWN ? <li>and {plural(problems.length - SHOWN, 'problem')} more</li> : null}
      </ul>
    </div>
  );
}
