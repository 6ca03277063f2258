'use client';
import { X } from 'lucide-react';
import { type KeyboardEvent, useId, useState } from 'react';
import { roleLabel } from '@/components/runs/filters/role-label';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { Textarea } from '@/components/ui/textarea';
import { ROLES, type TaskDraftInput, TIERS } from '@/lib/contracts/task';
import { changeTask, type PlanTasks, possibleDependencies, renameTask } from './edit-plan';

const AUTO = ':auto';

interface TaskFormProps {
  tasks: PlanTasks;
  index: number;
  /** By field. */
  faults: Record<string, string>;
  onChange: (tasks: PlanTasks) => void;
}

/** One task of a plan as a form. What it holds beyond these fields stays as it is. */
export function TaskForm({ tasks, index, faults, onChange }: TaskFormProps) {
  const task = tasks[index];
  if (!task) return null;
  const set = (change: Partial<TaskDraftInput>) => onChange(changeTask(tasks, index, change));
  const roles = ROLES.filter((role) => role !== 'planner').map((role) => ({ value: role, label: roleLabel(role) }));
  const phases = [...new Set(tasks.flatMap((each) => each.phase ?? []))];
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3.5">
      {faults.task ? (
        <p role="alert" className="text-failed text-xs">
          {faults.task}
        </p>
      ) : null}
      <div className="grid gap-3.5 sm:grid-cols-2">
        <Field label="Title" optional error={faults.title}>
          {(control) => (
            <Input
              {...control}
              value={task.title ?? ''}
              placeholder={task.key}
              onChange={(event) => set({ title: event.target.value || undefined })}
            />
          )}
        </Field>
        <KeyField key={index} value={task.key} error={faults.key} onRename={(key) => onChange(renameTask(tasks, index, key))} />
        <Field label="Role" error={faults.role}>
          {(control) => (
            <Select
              {...control}
              value={task.role ?? ('' as (typeof roles)[number]['value'])}
              onValueChange={(role) => set({ role })}
              options={roles}
              className="w-full"
            />
          )}
        </Field>
        <Field label="Tier" error={faults.tier}>
          {(control) => (
            <Select
              {...control}
              value={task.tier ?? AUTO}
              onValueChange={(tier) => set({ tier: tier === AUTO ? undefined : (tier as TaskDraftInput['tier']) })}
              options={[{ value: AUTO, label: 'As its role has it' }, ...TIERS.map((tier) => ({ value: tier, label: tier }))]}
              className="w-full"
            />
          )}
        </Field>
      </div>
      <Field label="Prompt" error={faults.prompt} hint="Stands word for word in the task’s first request; other tasks do not see it.">
        {(control) => (
          <Textarea
            {...control}
            value={task.prompt ?? ''}
            onChange={(event) => set({ prompt: event.target.value })}
            className="field-sizing-content max-h-[50dvh] min-h-36"
          />
        )}
      </Field>
      <DependsOn tasks={tasks} index={index} error={faults.dependsOn} onChange={(dependsOn) => set({ dependsOn })} />
      <Field label="Phase" optional error={faults.phase} hint="Tasks of one phase can be drawn as one box.">
        {(control) => (
          <>
            <Input
              {...control}
              list={`${control.id}-phases`}
              value={task.phase ?? ''}
              onChange={(event) => set({ phase: event.target.value || undefined })}
            />
            <datalist id={`${control.id}-phases`}>
              {phases.map((phase) => (
                <option key={phase} value={phase} />
              ))}
            </datalist>
          </>
        )}
      </Field>
    </div>
  );
}

/** The key is taken over when the field is left: half a word would tear the edges that name it. */
function KeyField({ value, error, onRename }: { value: string; error?: string; onRename: (key: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const commit = () => {
    if (typed !== null && typed !== value) onRename(typed.trim());
    setTyped(null);
  };
  return (
    <Field label="Key" error={error}>
      {(control) => (
        <Input
          {...control}
          value={typed ?? value}
          spellCheck={false}
          className="font-mono text-xs"
          onChange={(event) => setTyped(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
          }}
        />
      )}
    </Field>
  );
}

function DependsOn(props: { tasks: PlanTasks; index: number; error?: string; onChange: (keys: string[]) => void }) {
  const { tasks, index, error, onChange } = props;
  const [typed, setTyped] = useState('');
  const listId = useId();
  const dependsOn = tasks[index]?.dependsOn ?? [];
  const possible = possibleDependencies(tasks, index);
  const add = (key: string) => {
    if (key === '' || dependsOn.includes(key)) return;
    onChange([...dependsOn, key]);
    setTyped('');
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    add(typed.trim());
  };
  return (
    <Field label="Depends on" error={error} hint="It starts when these are done. Type or choose a key, then Enter.">
      {(control) => (
        <div className="flex flex-wrap items-center gap-1.5">
          {dependsOn.map((key) => (
            <span key={key} className="inline-flex h-7 items-center gap-1 rounded-md border border-line bg-sunken pl-2 font-mono text-xs">
              {key}
              <button
                type="button"
                aria-label={`No longer after ${key}`}
                onClick={() => onChange(dependsOn.filter((each) => each !== key))}
                className="grid h-full w-6 place-items-center rounded-md text-faint hover:text-fg pointer-coarse:w-9"
              >
                <X size={12} aria-hidden />
              </button>
            </span>
          ))}
          <Input
            {...control}
            list={listId}
            value={typed}
            placeholder={dependsOn.length === 0 ? 'Nothing: it starts at once' : 'Add a key'}
            onChange={(event) => {
              // A choice from the list comes as one change.
              if (possible.includes(event.target.value) && event.target.value.length - typed.length > 1) add(event.target.value);
              else setTyped(event.target.value);
            }}
            onKeyDown={onKeyDown}
            onBlur={() => add(typed.trim())}
            className="h-7 w-56 text-xs"
          />
          <datalist id={listId}>
            {possible.slice(0, 500).map((key) => (
              <option key={key} value={key} />
            ))}
          </datalist>
        </div>
      )}
    </Field>
  );
}
