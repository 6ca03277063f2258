'use client';
import dynamic from 'next/dynamic';
import { useMemo, useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { EmptyState } from '@/components/ui/empty-state';
import type { TaskDraft } from '@/lib/contracts/task';
import { previewTasks } from './preview-tasks';
import { TemplateText } from './template-text';

const RunGraph = dynamic(() => import('@/components/run-graph/run-graph'), { ssr: false });

interface TasksTabProps {
  tasks: readonly TaskDraft[];
  goal: string;
}

/** The graph, and what each task is told. */
export function TasksTab({ tasks, goal }: TasksTabProps) {
  const [openKey, setOpenKey] = useState<string | null>(null);
  const preview = useMemo(() => previewTasks(tasks), [tasks]);
  const open = tasks.find((task) => task.key === openKey);
  if (tasks.length === 0) {
    return (
      <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
        <EmptyState title="Planned from the goal" className="pb-6">
          This workflow has no tasks of its own: in each run the planner makes them from this goal.
        </EmptyState>
        <div className="mx-auto max-w-[720px] px-4 pb-8">
          <TemplateText text={goal} />
        </div>
      </div>
    );
  }
  return (
    <div className="flex min-h-0 flex-1 max-md:flex-col">
      <div className="min-h-0 min-w-0 flex-1 max-md:h-72 max-md:flex-none">
        <RunGraph tasks={preview} openKey={openKey} onOpen={setOpenKey} />
      </div>
      <aside
        aria-label={open ? `Task ${open.key}` : 'Goal'}
        className="scroll-quiet min-h-0 overflow-y-auto border-line bg-surface px-4 py-4 max-md:flex-1 max-md:border-t md:w-[420px] md:border-l"
      >
        {open ? (
          <div className="grid gap-2.5">
            <h2 className="text-base">{preview.find((task) => task.key === open.key)?.title}</h2>
            <p className="flex flex-wrap items-center gap-1.5 text-faint text-xs">
              <code>{open.key}</code>
              <Badge>{open.role ?? open.kind}</Badge>
              {open.tier ? <Badge>{open.tier}</Badge> : null}
              {open.phase ? <Badge>{open.phase}</Badge> : null}
              {open.dependsOn.length > 0 ? <span>after {open.dependsOn.join(', ')}</span> : <span>starts at once</span>}
            </p>
            <TemplateText text={open.prompt ?? ''} />
          </div>
        ) : (
          <div className="grid gap-2.5">
            <h2 className="text-base">Goal</h2>
            <TemplateText text={goal} />
            <p className="text-faint text-xs">Press a task to read its prompt.</p>
          </div>
        )}
      </aside>
    </div>
  );
}
