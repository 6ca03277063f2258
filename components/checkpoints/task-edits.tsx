'use client';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { ROLE_CHOICES } from '@/components/runs/filters/role-label';
import { Field } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { Textarea } from '@/components/ui/textarea';
import type { TaskChanges } from '@/lib/contracts/edit';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';

export type Edits = Readonly<Record<string, TaskChanges>>;

interface TaskEditsProps {
  runId: string;
  tasks: readonly { key: string; title: string; done: boolean }[];
  edits: Edits;
  onEdits: (edits: Edits) => void;
}

const TIERS = [
  { value: 'economy', label: 'Economy' },
  { value: 'standard', label: 'Standard' },
  { value: 'premium', label: 'Premium' },
] as const;
const ROLES = ROLE_CHOICES.flatMap(([value, label]) => (value === 'planner' ? [] : [{ value, label }]));

/** Prompts, tiers and roles of some tasks as they will be when the run goes on. */
export function TaskEdits({ runId, tasks, edits, onEdits }: TaskEditsProps) {
  const chosen = tasks.filter((task) => task.key in edits);
  const others = tasks.filter((task) => !(task.key in edits));
  return (
    <div className="grid gap-2.5">
      {chosen.map((task) => (
        <TaskEdit
          key={task.key}
          runId={runId}
          task={task}
          changes={edits[task.key] ?? {}}
          onChange={(changes) => onEdits({ ...edits, [task.key]: { ...edits[task.key], ...changes } })}
          onRemove={() => onEdits(Object.fromEntries(Object.entries(edits).filter(([key]) => key !== task.key)))}
        />
      ))}
      {others.length > 0 ? (
        <Select
          aria-label="Edit a task before it starts"
          value=""
          onValueChange={(key) => (key === '' ? undefined : onEdits({ ...edits, [key]: {} }))}
          options={[
            { value: '', label: chosen.length > 0 ? 'Edit another task…' : 'Edit a task…' },
            ...others.map((task) => ({ value: task.key, label: task.done ? `${task.title} (done: runs again)` : task.title })),
          ]}
          className="w-full"
        />
      ) : null}
    </div>
  );
}

interface TaskEditProps {
  runId: string;
  task: { key: string; title: string; done: boolean };
  changes: TaskChanges;
  onChange: (changes: TaskChanges) => void;
  onRemove: () => void;
}

function TaskEdit({ runId, task, changes, onChange, onRemove }: TaskEditProps) {
  const trpc = useTRPC();
  const query = useQuery(trpc.tasks.get.queryOptions({ runId, key: task.key }));
  const now = query.data;
  const role = ROLES.find(({ value }) => value === (changes.role ?? now?.role))?.value;
  return (
    <section aria-label={task.title} className="grid gap-2 rounded-md border border-line bg-surface p-2.5">
      <div className="flex items-center gap-2">
        <h3 className="min-w-0 flex-1 truncate text-sm">{task.title}</h3>
        <IconButton label={`Leave ${task.title} as it is`} onClick={onRemove}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      {query.isError ? <p className="text-failed text-xs">{explainError(readError(query.error))}</p> : null}
      {now ? (
        <>
          <Field label="Prompt">
            {(control) => (
              <Textarea
                {...control}
                rows={4}
                value={changes.prompt ?? now.prompt}
                onChange={(event) => onChange({ prompt: event.target.value })}
              />
            )}
          </Field>
          <div className="grid grid-cols-2 gap-2">
            <Select aria-label="Tier" value={changes.tier ?? now.tier} onValueChange={(tier) => onChange({ tier })} options={TIERS} />
            {role ? <Select aria-label="Role" value={role} onValueChange={(next) => onChange({ role: next })} options={ROLES} /> : null}
          </div>
        </>
      ) : (
        <Skeleton className="h-20" />
      )}
    </section>
  );
}
