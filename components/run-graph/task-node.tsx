'use client';
import { memo } from 'react';
import { InvalidatedFlag } from '@/components/tasks/invalidated-flag';
import { roleWords } from '@/components/tasks/role-words';
import { cn } from '@/components/ui/cn';
import { Duration } from '@/components/ui/duration';
import { Money } from '@/components/ui/money';
import { useNowText } from '@/components/ui/now';
import { StateIcon } from '@/components/ui/state-icon';
import { stateGround, stateLabel, toState } from '@/components/ui/states';
import type { TaskView } from '@/lib/contracts/task';
import { formatDuration } from '@/lib/format/duration';
import { useHold } from './asked-context';
import { useGraph, useIsCurrent, useTask } from './graph-context';
import { NodeShape } from './node-shape';

/** A task as the graph shows it. Presses are handled by the graph. */
export const TaskNode = memo(function TaskNode({ id }: { id: string }) {
  const task = useTask(id);
  const current = useIsCurrent(id);
  const { calm } = useGraph();
  if (!task) return null;
  const state = toState(task.status);
  const shape = task.kind === 'agent' ? null : task.kind;
  const faint = state === 'skipped' || state === 'cancelled';
  return (
    <div
      data-testid="task-node"
      data-task={task.key}
      data-state={state}
      className={cn(
        'group relative isolate h-13 w-46 cursor-pointer py-2 text-sm',
        shape ? 'px-5' : 'rounded-lg border border-line-strong bg-raised pr-2.5 pl-3 transition-colors duration-150',
        faint && 'opacity-65',
        !shape && faint && 'border-dashed',
        !shape && (current ? 'border-accent outline-3 outline-accent-soft' : 'hover:border-faint'),
        !shape && state === 'failed' && !current && 'border-failed/60',
      )}
    >
      {shape ? (
        <NodeShape shape={shape} state={state} current={current} />
      ) : (
        <span
          className={cn('absolute inset-y-2 left-0 w-[3px] rounded-r-sm', state === 'pending' ? 'bg-line-strong' : stateGround(state))}
        />
      )}
      <HoldChip task={task} />
      <div className="flex items-center gap-2">
        <StateIcon state={state} decorative />
        <span className="min-w-0 flex-1 truncate font-semibold leading-[17px]" title={task.title}>
          {task.title}
        </span>
        <span className="sr-only">{stateLabel(state)}</span>
      </div>
      <div className="mt-0.5 flex justify-between gap-2 text-[11.5px] text-faint leading-4">
        {task.invalidated ? (
          <InvalidatedFlag />
        ) : task.branch ? (
          <code className="min-w-0 truncate text-[11px]" title={task.branch.condition}>
            {task.branch.condition}
          </code>
        ) : (
          <span className="truncate">{roleWords(task)}</span>
        )}
        <span className="num shrink-0">
          <Figures task={task} />
        </span>
      </div>
      {state === 'running' && !calm && !shape ? (
        <span className="absolute inset-x-0 bottom-0 h-[3px] overflow-hidden rounded-b-lg bg-running-soft">
          <span className="block h-full w-1/3 animate-[task-bar_1.8s_ease-in-out_infinite] bg-running motion-reduce:w-full" />
        </span>
      ) : null}
    </div>
  );
});

/** A task about which somebody is asked, and what does not begin before that is decided. */
function HoldChip({ task }: { task: TaskView }) {
  const hold = useHold(task);
  if (!hold) return null;
  return (
    <span className="absolute -top-2 right-3 rounded-sm bg-waiting px-1.5 font-semibold text-[10.5px] text-on-accent leading-4">
      {hold}
      <span className="sr-only">
        {hold === 'asks' ? ', somebody has to decide about it' : ': what it waits for has to be decided about'}
      </span>
    </span>
  );
}

function Figures({ task }: { task: TaskView }) {
  if (task.status === 'WAITING' && !task.readyAt) {
    return <span className="text-waiting">{task.waitingFor === 'decision' ? 'decision' : 'asks a person'}</span>;
  }
  if (task.status === 'WAITING') return <Retry readyAt={task.readyAt} attempt={task.attempt} maxAttempts={task.maxAttempts} />;
  if (task.branch?.evaluated) return <span className="font-medium text-succeeded">{String(task.branch.result)}</span>;
  if (!task.startedAt) return null;
  const over = task.finishedAt !== null || task.status !== 'RUNNING';
  return (
    <>
      {over && !task.finishedAt ? null : <Duration from={task.startedAt} to={task.finishedAt} />}
      {task.costUsd > 0 ? (
        <>
          {over && !task.finishedAt ? '' : ' · '}
          <Money usd={task.costUsd} />
        </>
      ) : null}
    </>
  );
}

function Retry({ readyAt, attempt, maxAttempts }: { readyAt: string | null; attempt: number; maxAttempts: number }) {
  const wait = useNowText((nowMs) => (readyAt ? formatDuration(Date.parse(readyAt) - nowMs) : ''), '');
  return (
    <span className="text-waiting">
      retry {attempt + 1}/{maxAttempts}
      {wait ? ` in ${wait}` : ''}
    </span>
  );
}
