'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { Badge } from '@/components/ui/badge';
import { ErrorState } from '@/components/ui/error-state';
import { PageHeader } from '@/components/ui/page-header';
import { Skeleton } from '@/components/ui/skeleton';
import { TabPanel, Tabs } from '@/components/ui/tabs';
import type { AgentView } from '@/lib/contracts/agent';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { AgentSkeleton } from './agent-skeleton';
import { DefinitionTab } from './definition-tab';
import { useAgentDraft } from './use-agent-draft';
import { useMayManage } from './use-may-manage';

const loading = () => <Skeleton className="m-5 h-64" />;
const VersionsTab = dynamic(() => import('./versions-tab').then((module) => module.VersionsTab), { ssr: false, loading });
const TryTab = dynamic(() => import('./try-tab').then((module) => module.TryTab), { ssr: false, loading });
const RecordTab = dynamic(() => import('./record-tab').then((module) => module.RecordTab), { ssr: false, loading });

const TABS = ['definition', 'versions', 'try', 'record'] as const;

/** One role: what it is, what it was, how it answers and what it did. */
export function AgentPage({ role }: { role: AgentView['role'] }) {
  const trpc = useTRPC();
  const agent = useQuery(trpc.agents.get.queryOptions({ role }));
  if (agent.isError) {
    return (
      <ErrorState title="Could not load the agent" onRetry={() => void agent.refetch()} retrying={agent.isFetching}>
        {explainError(readError(agent.error))}
      </ErrorState>
    );
  }
  return agent.isPending ? <AgentSkeleton /> : <LoadedAgent key={role} agent={agent.data} />;
}

function LoadedAgent({ agent }: { agent: AgentView }) {
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(TABS).withDefault('definition'));
  const draft = useAgentDraft(agent);
  const mayManage = useMayManage();
  return (
    <>
      <PageHeader
        title={agent.title}
        trail={
          <Link href="/agents" className="hover:text-fg">
            Agents
          </Link>
        }
        aside={
          <>
            <code className="text-faint text-xs">{agent.role}</code>
            <Badge tone={agent.shipped ? 'neutral' : 'accent'}>{agent.shipped ? 'as shipped' : `version ${agent.version}`}</Badge>
            {draft.isDirty ? <Badge tone="warn">unsaved changes</Badge> : null}
          </>
        }
        className="pb-0"
      />
      <Tabs
        value={tab}
        onValueChange={(next) => void setTab(next)}
        tabs={[
          { value: 'definition', label: 'Definition' },
          { value: 'versions', label: 'Versions', count: agent.version || undefined },
          { value: 'try', label: 'Try it' },
          { value: 'record', label: 'Record' },
        ]}
        aria-label="Views of the agent"
        listClassName="bg-surface px-4 sm:px-5"
        className="flex min-h-0 flex-1 flex-col"
      >
        <TabPanel value="definition" className="flex min-h-0 flex-1 flex-col">
          <DefinitionTab agent={agent} draft={draft} mayManage={mayManage} />
        </TabPanel>
        <TabPanel value="versions" className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
          <VersionsTab agent={agent} mayManage={mayManage === true} />
        </TabPanel>
        <TabPanel value="try" className="flex min-h-0 flex-1 flex-col">
          <TryTab agent={agent} draft={draft} mayManage={mayManage} />
        </TabPanel>
        <TabPanel value="record" className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
          <RecordTab role={agent.role} />
        </TabPanel>
      </Tabs>
    </>
  );
}
