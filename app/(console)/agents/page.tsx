import type { Metadata } from 'next';
import { AgentList } from '@/components/agents/agent-list';
import { PageHeader } from '@/components/ui/page-header';

export const metadata: Metadata = { title: 'Agents' };

export default function AgentsPage() {
  return (
    <>
      <PageHeader
        title="Agents"
        description="The roles that carry out tasks. Each stands below the one that reviews its work."
        className="border-line border-b"
      />
      <AgentList />
    </>
  );
}
