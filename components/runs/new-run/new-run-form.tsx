'use client';
import dynamic from 'next/dynamic';
import { type FormEvent, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { FormNote } from '@/components/auth/form-note';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { useShortcut } from '@/components/ui/shortcuts';
import { Skeleton } from '@/components/ui/skeleton';
import { Textarea } from '@/components/ui/textarea';
import { plural } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { DocumentsField } from './documents-field';
import type { NewRunDraft } from './draft';
import { type FormFaults, NO_FAULTS, sortIssues } from './issue-fields';
import { PlanMode } from './plan-mode';
import { useCreateRun } from './use-create-run';
import { useNewRunDraft } from './use-new-run-draft';

const PlanEditor = dynamic(() => import('./plan-editor').then((module) => module.PlanEditor), {
  ssr: false,
  loading: () => <Skeleton className="h-80" />,
});

export function NewRunForm() {
  const { draft, change, changeDocuments, forget } = useNewRunDraft();
  const [faults, setFaults] = useState<FormFaults>(NO_FAULTS);
  const create = useCreateRun(forget);
  const isBusy = create.isPending || create.isSuccess;

  const formRef = useRef<HTMLFormElement>(null);
  /** An edited field has no known fault until it is checked again. */
  const edit = (patch: Partial<NewRunDraft>, fault?: 'goal' | 'budget' | 'plan') => {
    change(patch);
    if (fault) setFaults((current) => ({ ...current, [fault]: NO_FAULTS[fault] }));
  };
  const show = (found: FormFaults) => {
    flushSync(() => setFaults(found));
    formRef.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  };

  const submit = async () => {
    if (isBusy) return;
    // The checks carry the YAML reader and the schemas: loaded when they are needed, not before the first letter.
    const { checkForm } = await import('./check-form');
    const checked = checkForm(draft);
    if (!checked.ok) {
      show(checked.faults);
      return;
    }
    setFaults(NO_FAULTS);
    create.mutate(checked.input, {
      onError: (error) => {
        const read = readError(error);
        const sorted = sortIssues(read.issues);
        show(read.issues.length > 0 ? sorted : { ...sorted, rest: [explainError(read)] });
      },
    });
  };
  useShortcut('mod+enter', 'Start the run', () => void submit(), { group: 'New run' });

  const notes = [...faults.rest, ...(draft.mode === 'planner' ? faults.plan.map((issue) => issue.message) : [])];
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
        <div className="grid max-w-[960px] gap-5 px-4 py-5 sm:px-5">
          <Field label="Goal" error={faults.goal} hint="What should exist in the end, for whom, and how one can tell that it is right.">
            {(control) => (
              <Textarea
                {...control}
                autoFocus
                value={draft.goal}
                onChange={(event) => edit({ goal: event.target.value }, 'goal')}
                maxLength={20_000}
                rows={6}
                placeholder="A tide table service for Dunmore harbour: an HTTP interface, a schema and tests, from the notes below"
                className="field-sizing-content max-h-96 min-h-32 text-base leading-6"
              />
            )}
          </Field>
          <DocumentsField documents={draft.documents} errors={faults.documents} onChange={changeDocuments} />
          <PlanMode mode={draft.mode} onChange={(mode) => edit({ mode })} />
          {draft.mode === 'plan' ? (
            <PlanEditor text={draft.planText} onChange={(planText) => edit({ planText }, 'plan')} serverIssues={serverOnly(faults)} />
          ) : null}
          <label className="flex max-w-2xl cursor-pointer items-start gap-2.5 pointer-coarse:py-1.5">
            <input
              type="checkbox"
              checked={draft.reviewPlan}
              onChange={(event) => edit({ reviewPlan: event.target.checked })}
              className="mt-0.5 size-4 shrink-0 accent-(--accent)"
            />
            <span>
              Review the plan before it starts
              <span className="block text-faint text-xs">
                The run pauses once its plan stands. You can edit the tasks; nothing starts until you approve.
              </span>
            </span>
          </label>
          <Field
            label="Budget in US dollars"
            optional
            error={faults.budget}
            hint="At this sum no new call starts and the run pauses. Without one it goes on until it is done."
            className="max-w-2xl"
          >
            {(control) => (
              <div className="relative w-36">
                <span aria-hidden className="pointer-events-none absolute inset-y-0 left-2.5 grid place-items-center text-faint">
                  $
                </span>
                <Input
                  {...control}
                  value={draft.budgetText}
                  onChange={(event) => edit({ budgetText: event.target.value }, 'budget')}
                  inputMode="decimal"
                  autoComplete="off"
                  placeholder="5.00"
                  className="num pl-6"
                />
              </div>
            )}
          </Field>
          {notes.length > 0 ? (
            <FormNote>
              {notes.map((note) => (
                <p key={note}>{note}</p>
              ))}
            </FormNote>
          ) : null}
        </div>
      </div>
      <footer className="flex items-center gap-3 border-line border-t bg-surface px-4 py-3 sm:px-5">
        <Button type="submit" variant="primary" size="lg" busy={isBusy} className="max-sm:flex-1">
          {isBusy ? 'Starting…' : 'Start run'}
          <ShortcutHint keys="mod+enter" />
        </Button>
        <span className="text-faint text-xs max-sm:hidden">
          {draft.mode === 'planner' ? 'The planner makes the tasks' : 'With your plan'} · {plural(draft.documents.length, 'document')}
        </span>
      </footer>
    </form>
  );
}

/** The editor finds its own problems; a server's issue names a path below `tasks`. */
const serverOnly = (faults: FormFaults) => faults.plan.filter((issue) => !('line' in issue));
