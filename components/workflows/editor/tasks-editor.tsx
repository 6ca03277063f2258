'use client';
import { ChevronRight, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Field } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { Textarea } from '@/components/ui/textarea';
import { ROLES, type Role, type TaskDraftInput } from '@/lib/contracts/task';
import { gateWords } from '@/lib/graph-edit/edit-words';
import { JudgingFields } from './judging-fields';
import { withKey, withoutTask } from './task-edits';

const ROLE_OPTIONS = ROLES.filter((role) => role !== 'planner').map((role) => ({ value: role, label: role }));

interface TasksEditorProps {
  tasks: readonly TaskDraftInput[];
  errorAt: (path: string) => string | undefined;
  onChange: (tasks: TaskDraftInput[]) => void;
  onGraph: () => void;
}

const asksModel = ({ kind, gate }: TaskDraftInput): boolean =>
  kind === 'gate' ? gate?.type !== 'expression' && gate?.type !== 'human' : kind !== 'branch';

const wordOf = (task: TaskDraftInput): string =>
  task.kind === 'branch' ? 'branch' : task.kind === 'gate' ? `gate · ${gateWords(task.gate?.type ?? '')}` : (task.role ?? 'no role');

/** Key, role, prompt and order of each task. What is rarer (tier, attempts, outputs) is kept, and edited as YAML. */
export function TasksEditor({ tasks, errorAt, onChange, onGraph }: TasksEditorProps) {
  const [open, setOpen] = useState<number | null>(null);
  const change = (index: number, patch: Partial<TaskDraftInput>) =>
    onChange(tasks.map((task, at) => (at === index ? { ...task, ...patch } : task)));
  const add = () => {
    let number = tasks.length + 1;
    while (tasks.some((task) => task.key === `task-${number}`)) number += 1;
    const last = tasks.at(-1);
    onChange([...tasks, { key: `task-${number}`, role: 'tech_lead', prompt: '', dependsOn: last ? [last.key] : [] }]);
    setOpen(tasks.length);
  };
  return (
    <div className="grid gap-2">
      {tasks.map((task, index) => {
        const isFaulty = errorAt(`tasks.${index}`) !== undefined;
        const isOpen = open === index;
        return (
          <section
            // biome-ignore lint/suspicious/noArrayIndexKey: a task's key changes while it is typed
            key={index}
            aria-label={`Task ${task.key}`}
            className={cn('rounded-md border bg-surface', isFaulty ? 'border-failed' : 'border-line')}
          >
            <div className="flex items-center gap-2 pr-1.5">
              <button
                type="button"
                aria-expanded={isOpen}
                onClick={() => setOpen(isOpen ? null : index)}
                className="flex min-w-0 flex-1 items-center gap-2 rounded-md px-3 py-2 text-left hover:bg-hover"
              >
                <ChevronRight
                  size={14}
                  aria-hidden
                  className={cn('shrink-0 text-faint transition-transform duration-120', isOpen && 'rotate-90')}
                />
                <span className="min-w-0 truncate font-medium">{task.title ?? task.key}</span>
                <Badge className="max-sm:hidden">{wordOf(task)}</Badge>
                {task.dependsOn?.length ? (
                  <span className="min-w-0 truncate text-faint text-xs max-sm:hidden">after {task.dependsOn.join(', ')}</span>
                ) : null}
                {isFaulty ? <span className="shrink-0 text-failed text-xs">{errorAt(`tasks.${index}`)?.slice(0, 80)}</span> : null}
              </button>
              <IconButton label={`Remove ${task.key}`} size="sm" onClick={() => onChange(withoutTask(tasks, index))}>
                <Trash2 size={14} aria-hidden />
              </IconButton>
            </div>
            {isOpen ? (
              <div className="grid gap-3 border-line border-t p-3">
                <div className="grid gap-3 sm:grid-cols-3">
                  <Field label="Key" error={errorAt(`tasks.${index}.key`)}>
                    {(control) => (
                      <Input
                        {...control}
                        value={task.key}
                        maxLength={80}
                        onChange={(event) => onChange(withKey(tasks, index, event.target.value))}
                        className="font-mono text-xs"
                        spellCheck={false}
                        autoComplete="off"
                      />
                    )}
                  </Field>
                  <Field label="Title" optional error={errorAt(`tasks.${index}.title`)}>
                    {(control) => (
                      <Input
                        {...control}
                        value={task.title ?? ''}
                        maxLength={200}
                        onChange={(event) => change(index, { title: event.target.value || undefined })}
                      />
                    )}
                  </Field>
                  {asksModel(task) ? (
                    <Field label="Role" error={errorAt(`tasks.${index}.role`)}>
                      {(control) => (
                        <Select<Role>
                          {...control}
                          value={task.role ?? 'tech_lead'}
                          onValueChange={(role) => change(index, { role })}
                          options={ROLE_OPTIONS}
                        />
                      )}
                    </Field>
                  ) : null}
                </div>
                {task.kind === 'gate' || task.kind === 'branch' ? (
                  <JudgingFields
                    task={task}
                    path={`tasks.${index}`}
                    errorAt={errorAt}
                    onChange={(patch) => change(index, patch)}
                    onGraph={onGraph}
                  />
                ) : null}
                {asksModel(task) ? (
                  <Field
                    label="Prompt"
                    error={errorAt(`tasks.${index}.prompt`)}
                    hint="{{inputs.name}} is filled when a run starts; {{tasks.key.outputs.field}} when that task has ended."
                  >
                    {(control) => (
                      <Textarea
                        {...control}
                        value={task.prompt ?? ''}
                        onChange={(event) => change(index, { prompt: event.target.value })}
                        maxLength={200_000}
                        className="field-sizing-content max-h-[60dvh] min-h-28"
                      />
                    )}
                  </Field>
                ) : null}
                <DependsOn
                  tasks={tasks}
                  index={index}
                  error={errorAt(`tasks.${index}.dependsOn`)}
                  onChange={(dependsOn) => change(index, { dependsOn })}
                />
              </div>
            ) : null}
          </section>
        );
      })}
      <Button className="justify-self-start" onClick={add}>
        <Plus size={14} aria-hidden /> Add task
      </Button>
    </div>
  );
}

function DependsOn({
  tasks,
  index,
  error,
  onChange,
}: {
  tasks: readonly TaskDraftInput[];
  index: number;
  error?: string;
  onChange: (keys: string[]) => void;
}) {
  const own = tasks[index]?.dependsOn ?? [];
  const others = tasks.filter((_, at) => at !== index).map((task) => task.key);
  if (others.length === 0) return null;
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1.5 font-medium text-muted text-xs">Starts after</legend>
      <div className="flex flex-wrap gap-1.5">
        {others.map((key) => (
          <label
            key={key}
            className="inline-flex cursor-pointer items-center gap-1.5 rounded-md border border-line-strong px-2 py-1 text-xs has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-focus"
          >
            <input
              type="checkbox"
              checked={own.includes(key)}
              onChange={(event) => onChange(event.target.checked ? [...own, key] : own.filter((one) => one !== key))}
              className="size-3.5 accent-(--accent)"
            />
            {key}
          </label>
        ))}
      </div>
      {error ? (
        <p role="alert" className="text-failed text-xs">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
