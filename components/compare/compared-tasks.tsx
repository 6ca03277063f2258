'use client';
import { ChevronRight } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { StateIcon } from '@/components/ui/state-icon';
import { toState } from '@/components/ui/states';
import type { Comparison } from '@/lib/contracts/checkpoint';
import { plural } from '@/lib/format/count';
import { formatDuration } from '@/lib/format/duration';
import { formatMoney } from '@/lib/format/money';
import { differWords, orderTasks } from './order-differences';

const TextDiff = dynamic(() => import('@/components/tasks/compare/text-diff').then((module) => module.TextDiff), { ssr: false });

type Task = Comparison['tasks'][number];
export const CHANGE_TONE = { same: 'neutral', changed: 'warn', added: 'good', removed: 'bad' } as const;
const FIRST = 200;

interface ComparedTasksProps {
  tasks: readonly Task[];
  open: ReadonlySet<string>;
  onOpen: (open: ReadonlySet<string>) => void;
  names: [string, string];
}

/** The tasks of both sides by key, differences first; each opens to what is another in it. */
export function ComparedTasks({ tasks, open, onOpen, names }: ComparedTasksProps) {
  const [same, setSame] = useState(false);
  const [most, setMost] = useState(FIRST);
  const ordered = orderTasks(tasks, same);
  const unchanged = tasks.length - orderTasks(tasks, false).length;
  const toggle = (key: string) => {
    const next = new Set(open);
    if (!next.delete(key)) next.add(key);
    onOpen(next);
  };
  return (
    <section aria-labelledby="compared-tasks" className="grid gap-2">
      <div className="flex items-center gap-3">
        <h2 id="compared-tasks" className="text-base">
          Tasks
        </h2>
        {unchanged > 0 ? (
          <Button variant="quiet" size="sm" aria-pressed={same} onClick={() => setSame(!same)}>
            {same ? 'Hide' : 'Show'} {plural(unchanged, 'task')} that {unchanged === 1 ? 'is' : 'are'} the same
          </Button>
        ) : null}
      </div>
      {ordered.length === 0 ? <p className="text-muted">No task differs.</p> : null}
      <ul className="grid overflow-hidden rounded-lg border border-line bg-surface empty:hidden">
        {ordered.slice(0, most).map((task) => (
          <li key={task.key} data-compared-task={task.key} data-change={task.change} className="border-line border-b last:border-b-0">
            <button
              type="button"
              aria-expanded={open.has(task.key)}
              onClick={() => toggle(task.key)}
              className="grid w-full grid-cols-[16px_minmax(0,1fr)_auto] items-center gap-x-2 gap-y-1 px-3 py-2 text-left -outline-offset-2 hover:bg-hover sm:grid-cols-[16px_minmax(0,1fr)_auto_130px_130px]"
            >
              <ChevronRight
                size={14}
                aria-hidden
                className={cn('text-faint transition-transform duration-120', open.has(task.key) && 'rotate-90')}
              />
              <span className="min-w-0 truncate">
                <span className="font-medium">{task.title}</span>
                {task.differs.length > 0 ? <span className="ml-2 text-muted text-xs">{differWords(task.differs)}</span> : null}
              </span>
              <Badge tone={CHANGE_TONE[task.change]}>{task.change}</Badge>
              <TaskSide side={task.left} />
              <TaskSide side={task.right} />
            </button>
            {open.has(task.key) ? <TaskDetails task={task} names={names} /> : null}
          </li>
        ))}
      </ul>
      {ordered.length > most ? (
        <Button onClick={() => setMost(most + FIRST)}>Show {plural(Math.min(FIRST, ordered.length - most), 'more task')}</Button>
      ) : null}
    </section>
  );
}

function TaskSide({ side }: { side: Task['left'] }) {
  if (!side) return <span className="text-faint text-xs max-sm:hidden">not there</span>;
  return (
    <span className="num flex items-center gap-1.5 text-muted text-xs max-sm:hidden">
      <StateIcon state={toState(side.status)} size={12} className="animate-none" />
      {formatMoney(side.costUsd)}
      {side.durationMs === null ? null : <span>{formatDuration(side.durationMs)}</span>}
    </span>
  );
}

const FIELDS = ['status', 'role', 'tier', 'dependsOn', 'attempt'] as const;

function TaskDetails({ task, names }: { task: Task; names: [string, string] }) {
  const textOf = (side: Task['left'], field: (typeof FIELDS)[number]) => {
    const value = side?.[field];
    return value === undefined ? 'not there' : Array.isArray(value) ? value.join(', ') || 'nothing' : String(value);
  };
  const fields = FIELDS.filter((field) => textOf(task.left, field) !== textOf(task.right, field));
  return (
    <div className="grid gap-3 border-line border-t bg-canvas px-3 py-3 sm:pl-9">
      {fields.length > 0 ? (
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
          {fields.map((field) => (
            <div key={field} className="contents">
              <dt className="text-muted">{differWords([field])}</dt>
              <dd className="min-w-0">
                <del className="text-failed">{textOf(task.left, field)}</del> →{' '}
                <ins className="text-succeeded no-underline">{textOf(task.right, field)}</ins>
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      <div className="grid gap-1.5">
        <h3 className="text-muted text-xs">Prompt</h3>
        <TextDiff left={task.left?.prompt ?? ''} right={task.right?.prompt ?? ''} labels={names} />
      </div>
    </div>
  );
}
