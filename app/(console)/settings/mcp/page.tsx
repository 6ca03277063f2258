import type { Metadata } from 'next';
import { McpPanel } from '@/components/mcp/mcp-panel';
import { PageHeader } from '@/components/ui/page-header';

export const metadata: Metadata = { title: 'MCP servers' };

export default function McpPage() {
  return (
    <>
      <PageHeader title="MCP servers" trail="Settings" className="border-line border-b" />
      <McpPanel />
    </>
  );
}
