'use client';
import { useDeferredValue, useMemo } from 'react';
import { Button } from '@/components/ui/button';
import { CodeField } from '@/components/ui/code-field';
import type { Issue } from '@/lib/errors';
import { PLAN_EXAMPLE } from './plan-example';
import { PlanPreview } from './plan-preview';
import { type PlanProblem, readPlan } from './read-plan';

interface PlanEditorProps {
  text: string;
  onChange: (text: string) => void;
  /** What the server refused, by path. */
  serverIssues: readonly Issue[];
}

/** A plan in YAML: line numbers, problems at their lines while typing, and the tasks it makes beside it. */
export function PlanEditor({ text, onChange, serverIssues }: PlanEditorProps) {
  const deferred = useDeferredValue(text);
  const reading = useMemo(() => readPlan(deferred), [deferred]);
  const isEmpty = text.trim() === '';
  const problems: PlanProblem[] = isEmpty ? [] : [...reading.problems, ...serverIssues.map((issue) => ({ line: null, ...issue }))];

  return (
    <div className="grid gap-2 lg:grid-cols-[minmax(0,1fr)_240px] lg:gap-3">
      <div className="min-w-0">
        <CodeField
          label="Plan in YAML"
          text={text}
          onChange={onChange}
          problems={problems}
          placeholder={'- key: requirements\n  role: project_manager\n  prompt: …'}
          height="h-80"
        />
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
