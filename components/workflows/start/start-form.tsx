'use client';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { FormNote } from '@/components/auth/form-note';
import { DocumentsField } from '@/components/runs/new-run/documents-field';
import { useCreateRun } from '@/components/runs/new-run/use-create-run';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { useShortcut } from '@/components/ui/shortcuts';
import type { WorkflowView } from '@/lib/contracts/workflow';
import type { Issue } from '@/lib/errors';
import { plural } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { DocumentField } from './document-field';
import { InputField } from './input-field';
import { emptyStart, forgetStart, loadStart, type StartDraft, saveStart, toStart } from './start-draft';

interface StartFormProps {
  workflow: WorkflowView;
  mayStart: boolean;
  /** What the viewer may is known. */
  isKnown: boolean;
}

/** Starts a run of the workflow: its typed inputs, further documents, and what it may cost. */
export function StartForm({ workflow, mayStart, isKnown }: StartFormProps) {
  const [draft, setDraft] = useState<StartDraft>(() => emptyStart(workflow));
  const [issues, setIssues] = useState<readonly Issue[]>([]);
  const [rest, setRest] = useState<string[]>([]);
  const formRef = useRef<HTMLFormElement>(null);
  const create = useCreateRun(() => forgetStart(window.sessionStorage, workflow.key));
  const isReading = isKnown && !mayStart;
  const isBusy = create.isPending || create.isSuccess;
  // The tab's storage is the external system: the form outlives a reload, until the run is made.
  useEffect(() => setDraft(loadStart(window.sessionStorage, workflow)), [workflow]);

  const change = (update: (draft: StartDraft) => StartDraft, path?: string) => {
    setDraft((current) => {
      const next = update(current);
      saveStart(window.sessionStorage, workflow.key, next);
      return next;
    });
    if (path) setIssues((current) => current.filter((issue) => !isAt(issue, path)));
  };
  const show = (found: readonly Issue[], others: string[]) => {
    flushSync(() => {
      setIssues(found);
      setRest(others);
    });
    formRef.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  };
  const submit = async () => {
    if (isBusy || !mayStart) return;
    const input = toStart(workflow, draft);
    if (!input) return show([{ path: 'budgetUsd', message: 'Give dollars above zero, such as 5 or 2.50' }], []);
    // The check is the server's own, loaded when it is needed.
    const { fillWorkflow } = await import('@/lib/workflow/fill-workflow');
    const filled = fillWorkflow(workflow, input.workflowInputs ?? {}, { documents: input.inputs ?? [] });
    if (!filled.ok) return show(filled.issues, restOf(filled.issues));
    show([], []);
    create.mutate(input, {
      onError: (error) => {
        const read = readError(error);
        show(read.issues, read.issues.length > 0 ? restOf(read.issues) : [explainError(read)]);
      },
    });
  };
  const restOf = (found: readonly Issue[]) => {
    const known = ['budgetUsd', ...workflow.inputs.map((input) => `workflowInputs.${input.name}`)];
    const others = found.filter((issue) => !known.some((path) => isAt(issue, path)) && !/^inputs\.\d+/.test(issue.path));
    return others.map((issue) => (issue.path ? `${issue.path}: ${issue.message}` : issue.message));
  };
  const errorAt = (path: string) => issues.find((issue) => isAt(issue, path))?.message;
  useShortcut('mod+enter', 'Start the run', () => void submit(), { group: 'Workflow', enabled: mayStart });
  const documentErrors = new Map(
    issues.flatMap((issue) => {
      const index = /^inputs\.(\d+)/.exec(issue.path)?.[1];
      return index === undefined ? [] : [[Number(index), issue.message] as const];
    }),
  );

  return (
    <form
      ref={formRef}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void submit();
      }}
      noValidate
      className="flex min-h-0 flex-1 flex-col"
    >
      <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
        <fieldset disabled={isReading} className="grid max-w-[720px] grid-cols-[minmax(0,1fr)] gap-4.5 px-4 py-5 sm:px-5">
          {isReading ? (
            <p className="rounded-md bg-sunken px-3 py-2 text-muted">
              You can look at this workflow. Starting it takes the role operator or admin: ask an admin.
            </p>
          ) : null}
          {workflow.inputs.map((input) => {
            const path = `workflowInputs.${input.name}`;
            return input.type === 'document' ? (
              <DocumentField
                key={input.name}
                input={input}
                document={draft.documents[input.name]}
                error={errorAt(path)}
                onChange={(document) => change((now) => ({ ...now, documents: { ...now.documents, [input.name]: document } }), path)}
              />
            ) : (
              <InputField
                key={input.name}
                input={input}
                text={draft.texts[input.name] ?? ''}
                error={errorAt(path)}
                onChange={(text) => change((now) => ({ ...now, texts: { ...now.texts, [input.name]: text } }), path)}
              />
            );
          })}
          {workflow.inputs.length === 0 ? (
            <p className="text-muted">This workflow has no inputs: every run of it begins the same way.</p>
          ) : null}
          <DocumentsField
            documents={draft.extra}
            errors={documentErrors}
            onChange={(update) => change((now) => ({ ...now, extra: update(now.extra) }), 'inputs')}
          />
          <Field
            label="Budget in US dollars"
            optional
            error={errorAt('budgetUsd')}
            hint="At this sum no new call starts and the run pauses."
          >
            {(control) => (
              <Input
                {...control}
                value={draft.budgetText}
                onChange={(event) => change((now) => ({ ...now, budgetText: event.target.value }), 'budgetUsd')}
                inputMode="decimal"
                autoComplete="off"
                placeholder="5.00"
                className="num w-36"
              />
            )}
          </Field>
          <label className="flex items-start gap-2">
            <input
              type="checkbox"
              checked={draft.reviewPlan}
              onChange={(event) => change((now) => ({ ...now, reviewPlan: event.target.checked }), 'reviewPlan')}
              className="mt-0.5 size-4 accent-(--accent)"
            />
            <span>
              Review the plan before it starts
              <span className="block text-faint text-xs">
                The run waits with its tasks ready to be edited, and starts when you approve.
              </span>
            </span>
          </label>
          {rest.length > 0 ? (
            <FormNote>
              {rest.map((note) => (
                <p key={note}>{note}</p>
              ))}
            </FormNote>
          ) : null}
        </fieldset>
      </div>
      {isReading ? null : (
        <footer className="flex items-center gap-3 border-line border-t bg-surface px-4 py-3 sm:px-5">
          <Button type="submit" variant="primary" size="lg" busy={isBusy} disabled={!mayStart} className="max-sm:flex-1">
            {isBusy ? 'Starting…' : 'Start run'}
            <ShortcutHint keys="mod+enter" />
          </Button>
          <span className="text-faint text-xs max-sm:hidden">
            {workflow.tasks ? plural(workflow.tasks.length, 'task') : 'The planner makes the tasks from the goal'}
          </span>
        </footer>
      )}
    </form>
  );
}

const isAt = (issue: Issue, path: string): boolean => issue.path === path || issue.path.startsWith(`${path}.`);
