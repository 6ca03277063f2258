'use client';
import { OfflineModelBadge } from '@/components/layout/offline-model-badge';
import { Button } from '@/components/ui/button';
import { Duration } from '@/components/ui/duration';
import { StateIcon } from '@/components/ui/state-icon';
import type { TaskView } from '@/lib/contracts/task';
import { useTaskWords } from '@/lib/realtime/use-task-words';

interface PlanningPanelProps {
  runId: string;
  plan: TaskView;
  onOpen: (key: string) => void;
}

/** While there is no graph yet: what the planner is doing, in its own words. */
export function PlanningPanel({ runId, plan, onOpen }: PlanningPanelProps) {
  const words = useTaskWords(runId, plan.key);
  const running = plan.status === 'RUNNING';
  return (
    <div className="grid h-full place-items-center overflow-y-auto px-4 py-8" data-testid="planning">
      <section className="w-full max-w-[640px] rounded-lg border border-line bg-surface p-5" aria-label="Planning">
        <div className="flex items-center gap-2.5">
          <StateIcon state={running ? 'planning' : 'ready'} size={18} decorative />
          <h2 className="min-w-0 flex-1 text-base">
            {running ? 'The planner is reading your goal…' : 'The planner starts as soon as a worker is free'}
          </h2>
          <OfflineModelBadge />
          {running ? <Duration from={plan.startedAt} to={null} className="text-faint text-xs" /> : null}
        </div>
        <p className="mt-1 text-muted">
          It turns the goal and the documents into a graph of tasks. The graph appears here, and its first tasks start at once.
        </p>
        {words ? (
          <pre className="mt-4 flex max-h-56 flex-col-reverse overflow-hidden rounded-md border border-line bg-sunken p-3 text-xs leading-[1.6]">
            <span className="whitespace-pre-wrap [overflow-wrap:anywhere]">
              {words.text}
              <span className="ml-0.5 inline-block h-3.5 w-[7px] rounded-[1px] bg-running align-[-2px]" />
            </span>
          </pre>
        ) : null}
        <Button className="mt-4" onClick={() => onOpen(plan.key)}>
          Open the planner
        </Button>
      </section>
    </div>
  );
}
