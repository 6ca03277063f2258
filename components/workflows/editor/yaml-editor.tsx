'use client';
import { useRef } from 'react';
import { Button } from '@/components/ui/button';
import { CodeField } from '@/components/ui/code-field';
import { WORKFLOW_SCHEMA_PATH } from '@/lib/workflow/workflow-schema-path';
import type { YamlProblem } from '@/lib/workflow/workflow-yaml';

interface YamlEditorProps {
  text: string;
  problems: readonly YamlProblem[];
  onChange: (text: string) => void;
}

const MAX_FILE_BYTES = 1024 * 1024;

/** The workflow as a file: written, pasted or chosen; each problem stands at its line. */
export function YamlEditor({ text, problems, onChange }: YamlEditorProps) {
  const fileRef = useRef<HTMLInputElement>(null);
  const read = async (file: File | undefined) => {
    if (!file) return;
    if (file.size <= MAX_FILE_BYTES) return onChange(await file.text());
    const { toast } = await import('@/components/ui/toast');
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
      <CodeField
        label="Workflow in YAML"
        text={text}
        onChange={onChange}
        problems={text.trim() === '' ? [] : problems}
        placeholder={'key: release-notes\ngoal: Write the notes of {{inputs.version}}\ninputs:\n  - name: version\n    type: text'}
        height="h-[60dvh]"
      />
    </div>
  );
}
