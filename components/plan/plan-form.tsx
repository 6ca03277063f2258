'use client';
import { Copy, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { roleLabel } from '@/components/runs/filters/role-label';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { StateIcon } from '@/components/ui/state-icon';
import type { Issue } from '@/lib/errors';
import { plural } from '@/lib/format/count';
import { faultsOf } from './check-plan';
import { addTask, dependentsOf, duplicateTask, type PlanTasks, removeTask } from './edit-plan';
import { PlanGraph } from './plan-graph';
import { TaskForm } from './task-form';

interface PlanFormProps {
  tasks: PlanTasks;
  issues: readonly Issue[];
  onChange: (tasks: PlanTasks) => void;
}

/** A plan as a list of tasks, a form for the chosen one, and the graph that they make. */
export function PlanForm({ tasks, issues, onChange }: PlanFormProps) {
  const [chosen, setChosen] = useState(0);
  const [removing, setRemoving] = useState(false);
  const index = Math.min(chosen, tasks.length - 1);
  const task = tasks[index];
  const faulty = new Set(issues.flatMap(({ path }) => (/^tasks\.\d+/.test(path) ? [Number(path.split('.')[1])] : [])));
  const dependents = task ? dependentsOf(tasks, task.key) : [];
  const remove = () => {
    onChange(removeTask(tasks, index));
    setRemoving(false);
  };
  return (
    <div className="h-full min-h-0 max-md:overflow-y-auto md:grid md:grid-cols-[240px_minmax(0,1fr)] md:grid-rows-[minmax(0,1fr)_minmax(120px,34%)] xl:grid-cols-[240px_minmax(0,1fr)_minmax(0,42%)] xl:grid-rows-1">
      <nav
        aria-label="Tasks of the plan"
        className="flex min-h-0 flex-col border-line max-md:max-h-56 max-md:border-b md:row-span-2 md:border-r xl:row-span-1"
      >
        <ul className="scroll-quiet min-h-0 flex-1 overflow-y-auto p-1.5">
          {tasks.map((each, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: while it is typed a plan may name a key twice
            <li key={at}>
              <button
                type="button"
                onClick={() => setChosen(at)}
                aria-current={at === index || undefined}
                className={cn(
                  'flex min-h-9 w-full items-center gap-2 rounded-md px-2 py-1 text-left hover:bg-hover',
                  at === index && 'bg-accent-soft',
                )}
              >
                {faulty.has(at) ? <StateIcon state="failed" /> : <StateIcon state="pending" decorative />}
                <span className="min-w-0 flex-1">
                  <span className="block truncate leading-[17px]">{each.title ?? each.key}</span>
                  <span className="block truncate text-faint text-xs">{each.role ? roleLabel(each.role) : each.kind}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
        <div className="border-line border-t p-1.5">
          <Button
            size="sm"
            className="w-full"
            onClick={() => {
              onChange(addTask(tasks, task ?? null));
              setChosen(tasks.length);
            }}
          >
            <Plus size={14} aria-hidden /> Add a task
          </Button>
        </div>
      </nav>
      <section aria-label="Task" className="scroll-quiet min-h-0 px-4 py-3 md:overflow-y-auto">
        {task ? (
          <>
            <div className="mb-3 flex items-center gap-1.5">
              <h3 className="min-w-0 flex-1 truncate text-sm">{task.title ?? task.key}</h3>
              <Button size="sm" variant="quiet" onClick={() => onChange(duplicateTask(tasks, index))}>
                <Copy size={13} aria-hidden /> Duplicate
              </Button>
              <Button
                size="sm"
                variant="quiet"
                disabled={tasks.length < 2}
                onClick={() => (dependents.length > 0 ? setRemoving(true) : remove())}
              >
                <Trash2 size={13} aria-hidden /> Remove
              </Button>
            </div>
            <TaskForm tasks={tasks} index={index} faults={faultsOf(issues, index)} onChange={onChange} />
          </>
        ) : null}
      </section>
      <div className="min-h-40 border-line max-md:h-64 max-md:border-t md:border-t xl:border-t-0 xl:border-l">
        <PlanGraph tasks={tasks} selected={index} faulty={faulty} onSelect={setChosen} />
      </div>
      {task ? (
        <ConfirmDialog
          open={removing}
          onOpenChange={setRemoving}
          title={`Remove “${task.title ?? task.key}”?`}
          action="Remove task"
          danger
          onConfirm={remove}
        >
          {plural(dependents.length, 'task')} {dependents.length === 1 ? 'waits' : 'wait'} for it: {dependents.slice(0, 12).join(', ')}
          {dependents.length > 12 ? ' …' : ''}.{' '}
          {task.dependsOn?.length ? `They will wait for ${task.dependsOn.join(', ')} instead.` : 'They will no longer wait for it.'}
        </ConfirmDialog>
      ) : null}
    </div>
  );
}
