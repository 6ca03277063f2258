'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { parseAsInteger, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import { TabPanel, Tabs } from '@/components/ui/tabs';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { WorkflowHeader } from './workflow-header';
import { WorkflowSkeleton } from './workflow-skeleton';

const loading = () => (
  <div className="p-5">
    <Skeleton className="h-40" />
  </div>
);
const StartForm = dynamic(() => import('./start/start-form').then((module) => module.StartForm), { ssr: false, loading });
const TasksTab = dynamic(() => import('./tasks-tab').then((module) => module.TasksTab), { ssr: false, loading });
const VersionsTab = dynamic(() => import('./versions-tab').then((module) => module.VersionsTab), { ssr: false, loading });
const TriggersTab = dynamic(() => import('./triggers/triggers-tab').then((module) => module.TriggersTab), { ssr: false, loading });

const parsers = {
  tab: parseAsStringLiteral(['start', 'tasks', 'versions', 'triggers'] as const).withDefault('start'),
  version: parseAsInteger,
};

/** One workflow: start it, look at its tasks, its history, and what starts it by itself. */
export function WorkflowPage({ workflowKey }: { workflowKey: string }) {
  const trpc = useTRPC();
  const [url, setUrl] = useQueryStates(parsers);
  const query = useQuery(trpc.workflows.get.queryOptions({ key: workflowKey }));
  const me = useQuery(trpc.system.me.queryOptions());
  const workflow = query.data;
  if (!workflow) {
    if (!query.isError) return <WorkflowSkeleton />;
    const error = readError(query.error);
    if (error.code === 'not_found' && url.version !== null)
      return <VersionsTab workflow={null} workflowKey={workflowKey} version={url.version} mayWrite={false} />;
    return (
      <ErrorState
        title={error.code === 'not_found' ? 'There is no such workflow' : 'Could not load the workflow'}
        onRetry={error.code === 'not_found' ? undefined : () => void query.refetch()}
        retrying={query.isFetching}
        action={
          <Button asChild>
            <Link href="/workflows">All workflows</Link>
          </Button>
        }
      >
        {error.code === 'not_found'
          ? 'The address may be wrong, or it was deleted. Runs that it started are still there.'
          : explainError(error)}
      </ErrorState>
    );
  }
  const mayWrite = me.data?.permissions.includes('workflows.write') ?? false;
  const mayStart = me.data?.permissions.includes('runs.write') ?? false;
  return (
    <>
      <WorkflowHeader workflow={workflow} mayWrite={mayWrite} />
      <Tabs
        value={url.tab}
        onValueChange={(tab) => void setUrl({ tab, version: null })}
        aria-label="About this workflow"
        listClassName="shrink-0 bg-surface px-4 sm:px-5"
        className="flex min-h-0 flex-1 flex-col"
        tabs={[
          { value: 'start', label: 'Start' },
          { value: 'tasks', label: 'Tasks', ...(workflow.tasks ? { count: workflow.tasks.length } : {}) },
          { value: 'versions', label: 'Versions', count: workflow.version },
          { value: 'triggers', label: 'Schedules & webhooks' },
        ]}
      >
        <TabPanel value={url.tab} className="flex min-h-0 flex-1 flex-col outline-none">
          {url.tab === 'start' ? (
            <StartForm
              key={`${workflow.key} ${workflow.version}`}
              workflow={workflow}
              mayStart={mayStart}
              isKnown={me.data !== undefined}
            />
          ) : null}
          {url.tab === 'tasks' ? <TasksTab tasks={workflow.tasks ?? []} goal={workflow.goal} /> : null}
          {url.tab === 'versions' ? (
            <VersionsTab workflow={workflow} workflowKey={workflow.key} version={url.version} mayWrite={mayWrite && !workflow.builtIn} />
          ) : null}
          {url.tab === 'triggers' ? <TriggersTab workflow={workflow} mayWrite={mayWrite} isKnown={me.data !== undefined} /> : null}
        </TabPanel>
      </Tabs>
    </>
  );
}
