'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useOpenEscalations } from '@/components/escalations/use-open-escalations';
import { AskedContext } from '@/components/run-graph/asked-context';
import { useShortcut } from '@/components/ui/shortcuts';
import { TabPanel, Tabs } from '@/components/ui/tabs';
import type { RunDetail } from '@/lib/contracts/run';
import { formatCount } from '@/lib/format/count';
import { useTRPC } from '@/lib/trpc/context';
import { RunCanvas } from './run-canvas';
import { isEditable } from './run-status';
import { useRunUrl } from './run-url';
import { useSettled } from './use-settled';

// Markdown, tables and the log come with their first use: the first script is for the graph.
const TaskDrawer = dynamic(() => import('@/components/tasks/task-drawer').then((module) => module.TaskDrawer), {
  ssr: false,
  loading: DrawerShape,
});
const TimelineTab = dynamic(() => import('@/components/timeline/timeline-tab').then((module) => module.TimelineTab), { ssr: false });
const TaskHold = dynamic(() => import('./task-hold').then((module) => module.TaskHold), { ssr: false });
const TaskEscalation = dynamic(() => import('./open-escalations').then((module) => module.TaskEscalation), { ssr: false });
const ArtifactsTab = dynamic(() => import('@/components/artifacts/artifacts-tab').then((module) => module.ArtifactsTab), { ssr: false });
const HistoryTab = dynamic(() => import('@/components/edit-history/history-tab').then((module) => module.HistoryTab), { ssr: false });
const EventsTab = dynamic(() => import('@/components/events/events-tab').then((module) => module.EventsTab), { ssr: false });

interface RunBodyProps {
  run: RunDetail;
}

/** The tabs of a run and, beside whichever is open, the drawer of a task. All of it stands in the URL. */
export function RunBody({ run }: RunBodyProps) {
  const trpc = useTRPC();
  const [url, setUrl] = useRunUrl();
  const artifacts = useQuery(trpc.artifacts.list.queryOptions({ runId: run.id })).data?.items;
  const lastSeq = useSettled(run.lastSeq);
  const asked = useAskedTasks(run);
  const task = run.tasks.find((each) => each.key === url.task);
  const openTask = (key: string | null) => void setUrl({ task: key, attempts: null });
  const openArtifact = (artifactId: string | null) => void setUrl({ view: 'artifacts', artifact: artifactId, task: null });
  useShortcut('t', 'Graph or timeline', () => void setUrl({ view: url.view === 'timeline' ? 'graph' : 'timeline' }));
  useShortcut('esc', 'Close the task', () => openTask(null), { enabled: task !== undefined });
  return (
    <Tabs
      value={url.view}
      onValueChange={(view) => void setUrl({ view })}
      aria-label="About this run"
      listClassName="shrink-0 bg-surface px-4 sm:px-5"
      className="flex min-h-0 flex-1 flex-col"
      tabs={[
        { value: 'graph', label: 'Graph' },
        { value: 'timeline', label: 'Timeline' },
        { value: 'artifacts', label: 'Artifacts', ...(artifacts ? { count: formatCount(artifacts.length) } : {}) },
        { value: 'history', label: 'History' },
        { value: 'events', label: 'Events', count: formatCount(lastSeq) },
      ]}
    >
      <div className="flex min-h-0 flex-1">
        <TabPanel value={url.view} className="min-h-0 min-w-0 flex-1 outline-none">
          {url.view === 'graph' ? (
            <AskedContext value={asked}>
              <RunCanvas
                run={run}
                shape={url.shape}
                onShape={(shape) => void setUrl({ shape })}
                openKey={task?.key ?? null}
                onOpen={openTask}
              />
            </AskedContext>
          ) : null}
          {url.view === 'timeline' ? (
            <TimelineTab
              run={run}
              at={url.at === null ? null : Math.max(1, Math.min(run.lastSeq, url.at))}
              onAt={(at) => void setUrl({ at })}
              openKey={task?.key ?? null}
              onOpenTask={openTask}
            />
          ) : null}
          {url.view === 'artifacts' ? <ArtifactsTab runId={run.id} tasks={run.tasks} shownId={url.artifact} onShow={openArtifact} /> : null}
          {url.view === 'history' ? (
            <HistoryTab
              run={run}
              shown={url.version}
              onShow={(version) => void setUrl({ version })}
              onEdit={isEditable(run) ? () => void setUrl({ edit: '1', view: 'graph' }, { history: 'push' }) : null}
            />
          ) : null}
          {url.view === 'events' ? <EventsTab runId={run.id} lastSeq={run.lastSeq} tasks={run.tasks} onOpenTask={openTask} /> : null}
        </TabPanel>
        {task ? (
          <TaskDrawer
            runId={run.id}
            task={task}
            asks={
              <>
                <TaskHold run={run} task={task} />
                {task.kind !== 'agent' ? <TaskEscalation run={run} taskKey={task.key} /> : null}
              </>
            }
            tab={url.tab}
            onTab={(tab) => void setUrl({ tab })}
            compared={url.attempts}
            onCompare={(attempts) => void setUrl({ attempts })}
            onClose={() => openTask(null)}
            artifacts={artifacts ?? []}
            onOpenArtifact={openArtifact}
          />
        ) : null}
      </div>
    </Tabs>
  );
}

/** The same set as long as the same tasks are asked about: the whole graph listens to it. */
function useAskedTasks(run: RunDetail): ReadonlySet<string> {
  const keys = useOpenEscalations(run).flatMap(({ subject, taskKey }) => (subject === 'hold' && taskKey !== null ? [taskKey] : []));
  const [asked, setAsked] = useState<ReadonlySet<string>>(new Set());
  const now = new Set(keys);
  if (now.size === asked.size && keys.every((key) => asked.has(key))) return asked;
  setAsked(now);
  return now;
}

/** Keeps the drawer's place while its script comes, so that the graph does not move twice. */
function DrawerShape() {
  return <div aria-hidden className="w-[456px] max-w-[72vw] shrink-0 border-line border-l bg-surface max-sm:hidden" />;
}
