'use client';
import { useMemo } from 'react';
import { InvalidatedFlag } from '@/components/tasks/invalidated-flag';
import { roleWords } from '@/components/tasks/role-words';
import { cn } from '@/components/ui/cn';
import { Duration } from '@/components/ui/duration';
import { Money } from '@/components/ui/money';
import { StateIcon } from '@/components/ui/state-icon';
import { stateLabel, toState } from '@/components/ui/states';
import type { TaskView } from '@/lib/contracts/task';
import { plural } from '@/lib/format/count';
import { rankNodes } from '@/lib/graph-layout/rank-nodes';

interface TaskListProps {
  tasks: readonly TaskView[];
  openKey: string | null;
  onOpen: (key: string) => void;
}

/** The graph as a list by rank: for screen readers, and for screens too narrow for a graph. */
export function TaskList({ tasks, openKey, onOpen }: TaskListProps) {
  const ranks = useMemo(() => byRank(tasks), [tasks]);
  return (
    <div className="scroll-quiet h-full overflow-y-auto px-4 pb-24 sm:px-5">
      {ranks.map((group, rank) => (
        <section key={group[0]?.key} aria-labelledby={`rank-${rank}`}>
          <h2
            id={`rank-${rank}`}
            className="sticky top-0 z-10 -mx-1 flex h-12 items-end bg-canvas px-1 pb-1.5 font-medium text-faint text-xs"
          >
            Step {rank + 1} of {ranks.length} · {plural(group.length, 'task')}
          </h2>
          <ul className="overflow-hidden rounded-lg border border-line bg-surface">
            {group.map((task) => (
              <li key={task.key} className="border-line not-first:border-t">
                <Row task={task} open={task.key === openKey} onOpen={onOpen} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Row({ task, open, onOpen }: { task: TaskView; open: boolean; onOpen: (key: string) => void }) {
  const state = toState(task.status);
  return (
    <button
      type="button"
      onClick={() => onOpen(task.key)}
      aria-current={open || undefined}
      data-task={task.key}
      data-state={state}
      className={cn(
        'flex min-h-13 w-full items-center gap-3 px-3 py-2 text-left -outline-offset-2 hover:bg-hover',
        open && 'bg-accent-soft',
      )}
    >
      <StateIcon state={state} decorative />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{task.title}</span>
        <span className="block truncate text-faint text-xs">
          {roleWords(task)}
          {task.dependsOn.length > 0
            ? ` · after ${task.dependsOn.length > 2 ? plural(task.dependsOn.length, 'task') : task.dependsOn.join(', ')}`
            : ''}
        </span>
      </span>
      <span className="num shrink-0 text-right text-faint text-xs">
        {task.invalidated ? <InvalidatedFlag /> : null}
        <span className="block">
          {task.waitingFor === 'decision' ? <span className="text-waiting">Waiting: decision</span> : stateLabel(state)}
        </span>
        {task.startedAt && (task.finishedAt || task.status === 'RUNNING') ? (
          <span>
            <Duration from={task.startedAt} to={task.finishedAt} />
            {task.costUsd > 0 ? (
              <>
                {' · '}
                <Money usd={task.costUsd} />
              </>
            ) : null}
          </span>
        ) : null}
      </span>
    </button>
  );
}

function byRank(tasks: readonly TaskView[]): TaskView[][] {
  const { ranks } = rankNodes(tasks);
  const groups: TaskView[][] = [];
  tasks.forEach((task, index) => {
    const rank = ranks[index] ?? 0;
    groups[rank] = [...(groups[rank] ?? []), task];
  });
  return groups;
}
