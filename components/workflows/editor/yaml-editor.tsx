'use client';
import { useRef } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { plural } from '@/lib/format/count';
import { WORKFLOW_SCHEMA_PATH } from '@/lib/workflow/workflow-schema-path';
import type { YamlProblem } from '@/lib/workflow/workflow-yaml';

interface YamlEditorProps {
  text: string;
  problems: readonly YamlProblem[];
  onChange: (text: string) => void;
}

const SHOWN = 8;
const MAX_FILE_BYTES = 1024 * 1024;

/** The workflow as a file: written, pasted or chosen; each problem stands at its line. */
export function YamlEditor({ text, problems, onChange }: YamlEditorProps) {
  const areaRef = useRef<HTMLTextAreaElement>(null);
  const gutterRef = useRef<HTMLDivElement>(null);
  const fileRef = useRef<HTMLInputElement>(null);
  const shown = text.trim() === '' ? [] : problems;
  const badLines = new Set(shown.map((problem) => problem.line));
  const goTo = (line: number) => {
    const area = areaRef.current;
    if (!area) return;
    const lines = text.split('\n');
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    area.focus();
    area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  };
  const read = async (file: File | undefined) => {
    if (!file) return;
    if (file.size <= MAX_FILE_BYTES) return onChange(await file.text());
    const { toast } = await import('sonner');
    toast.error(`${file.name} is over 1 MB`, { description: 'A workflow is text: is it the right file?' });
  };
  return (
    <div className="grid gap-2">
      <div className="flex items-center justify-between gap-3">
        <p className="text-faint text-xs">
          Edit here, paste, or choose a file. Escape, then Tab leaves the field. What it may hold:{' '}
          <a href={WORKFLOW_SCHEMA_PATH} target="_blank" rel="noreferrer" className="underline underline-offset-2 hover:text-fg">
            JSON Schema
          </a>
        </p>
        <input
          ref={fileRef}
          type="file"
          accept=".yaml,.yml,.json"
          aria-label="Choose a YAML file"
          className="sr-only"
          onChange={(event) => {
            void read(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
        <Button size="sm" onClick={() => fileRef.current?.click()}>
          Choose file
        </Button>
      </div>
      <div className="flex overflow-hidden rounded-md border border-line-strong bg-surface focus-within:border-focus focus-within:outline-2 focus-within:outline-focus">
        <div
          ref={gutterRef}
          aria-hidden
          className="h-[60dvh] shrink-0 select-none overflow-hidden border-line border-r bg-sunken py-2 text-right font-mono text-faint text-xs leading-5"
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
            if (event.key !== 'Tab' || event.shiftKey) return;
            event.preventDefault();
            event.currentTarget.setRangeText('  ', event.currentTarget.selectionStart, event.currentTarget.selectionEnd, 'end');
            onChange(event.currentTarget.value);
          }}
          onScroll={(event) => gutterRef.current?.scrollTo({ top: event.currentTarget.scrollTop })}
          aria-label="Workflow in YAML"
          aria-invalid={shown.length > 0 || undefined}
          spellCheck={false}
          wrap="off"
          placeholder={'key: release-notes\ngoal: Write the notes of {{inputs.version}}\ninputs:\n  - name: version\n    type: text'}
          className="scroll-quiet h-[60dvh] min-w-0 flex-1 resize-none bg-transparent px-3 py-2 font-mono text-xs leading-5 outline-none"
        />
      </div>
      <ul aria-live="polite" className="grid gap-0.5 text-failed text-xs">
        {shown.slice(0, SHOWN).map((problem) => (
          <li key={`${problem.line} ${problem.path} ${problem.message}`} className="flex items-baseline gap-2">
            {problem.line === null ? null : (
              <button type="button" onClick={() => goTo(problem.line ?? 1)} className="num shrink-0 underline underline-offset-2">
                line {problem.line}
              </button>
            )}
            {problem.path ? <code className="shrink-0 text-muted">{problem.path}</code> : null}
            <span className="min-w-0 [overflow-wrap:anywhere]">{problem.message}</span>
          </li>
        ))}
        {shown.length > SHOWN ? <li>and {plural(shown.length - SHOWN, 'problem')} more</li> : null}
      </ul>
    </div>
  );
}
