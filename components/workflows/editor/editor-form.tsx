import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Textarea } from '@/components/ui/textarea';
import { type EditorDraft, keyOfTitle, numberOrText } from './editor-draft';
import { InputsEditor } from './inputs-editor';
import { TasksEditor } from './tasks-editor';
import { WordsToInput } from './words-to-input';

interface EditorFormProps {
  draft: EditorDraft;
  /** A key cannot change once there is the workflow. */
  isNew: boolean;
  errorAt: (path: string) => string | undefined;
  onChange: (draft: EditorDraft) => void;
  /** To the view where gates and branches are wired. */
  onGraph: () => void;
}

export function EditorForm({ draft, isNew, errorAt, onChange, onGraph }: EditorFormProps) {
  const set = (patch: Partial<EditorDraft>) => onChange({ ...draft, ...patch });
  const setTitle = (title: string) => {
    const follows = isNew && draft.key === keyOfTitle(draft.title);
    set({ title, ...(follows ? { key: keyOfTitle(title) } : {}) });
  };
  return (
    <div className="grid gap-6">
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)]">
        <Field label="Title" error={errorAt('title')}>
          {(control) => (
            <Input {...control} autoFocus={isNew} value={draft.title} maxLength={120} onChange={(event) => setTitle(event.target.value)} />
          )}
        </Field>
        <Field
          label="Key"
          error={errorAt('key')}
          hint={isNew ? 'Names it in requests and addresses' : 'Cannot be changed: duplicate it instead'}
        >
          {(control) => (
            <Input
              {...control}
              value={draft.key}
              maxLength={80}
              disabled={!isNew}
              onChange={(event) => set({ key: event.target.value })}
              className="font-mono text-xs"
              spellCheck={false}
              autoComplete="off"
            />
          )}
        </Field>
        <Field label="Description" optional error={errorAt('description')} className="sm:col-span-2">
          {(control) => (
            <Textarea
              {...control}
              value={draft.description}
              maxLength={2_000}
              rows={2}
              onChange={(event) => set({ description: event.target.value })}
              className="field-sizing-content min-h-8"
            />
          )}
        </Field>
      </div>
      <Field label="Goal" error={errorAt('goal')} hint="What each run is to reach. {{inputs.name}} is filled in when it starts.">
        {(control) => (
          <Textarea
            {...control}
            value={draft.goal}
            maxLength={20_000}
            onChange={(event) => set({ goal: event.target.value })}
            className="field-sizing-content max-h-80 min-h-24"
          />
        )}
      </Field>
      <section aria-label="Inputs" className="grid gap-2.5">
        <h2 className="text-base">Inputs</h2>
        <InputsEditor inputs={draft.inputs} errorAt={errorAt} onChange={(inputs) => set({ inputs })} />
        {draft.goal.trim() !== '' || draft.tasks.length > 0 ? <WordsToInput draft={draft} onChange={onChange} /> : null}
      </section>
      <section aria-label="Tasks" className="grid gap-2.5">
        <div>
          <h2 className="text-base">Tasks</h2>
          {draft.tasks.length === 0 ? <p className="text-muted">Without tasks, the planner makes them from the goal in each run.</p> : null}
        </div>
        <TasksEditor tasks={draft.tasks} errorAt={errorAt} onChange={(tasks) => set({ tasks })} onGraph={onGraph} />
      </section>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Budget in US dollars" optional error={errorAt('budgetUsd')} hint="Of each run, unless it is started with another.">
          {(control) => (
            <Input
              {...control}
              value={draft.budgetUsd === undefined ? '' : String(draft.budgetUsd)}
              onChange={(event) => set({ budgetUsd: numberOrText(event.target.value) })}
              inputMode="decimal"
              autoComplete="off"
              className="num w-36"
            />
          )}
        </Field>
        <Field label="Tags" optional error={errorAt('tags')} hint="With commas between them">
          {(control) => (
            <Input
              {...control}
              defaultValue={draft.tags.join(', ')}
              onChange={(event) =>
                set({
                  tags: event.target.value
                    .split(',')
                    .map((tag) => tag.trim())
                    .filter((tag) => tag !== ''),
                })
              }
              autoComplete="off"
            />
          )}
        </Field>
      </div>
    </div>
  );
}
