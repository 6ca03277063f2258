'use client';
import { Plug } from 'lucide-react';
import { CopyButton } from '@/components/ui/copy-button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import type { McpOverview } from '@/lib/contracts/mcp';
import { explainError, readError } from '@/lib/query/read-error';
import { ServerCard } from './server-card';
import { useMcp } from './use-mcp';

const EXAMPLE = `{
  "mcpServers": {
    "files": {
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-filesystem", "/srv/documents"]
    },
    "tickets": {
      "url": "https://tickets.example.com/mcp",
      "headers": { "Authorization": "Bearer \${TICKETS_TOKEN}" }
    }
  }
}`;

/** Servers of tools: which are on, and which of their tools which agents may call. */
export function McpPanel() {
  const { overview, edit, refresh } = useMcp();
  const content = () => {
    if (overview.data) {
      const { servers, problems } = overview.data;
      return (
        <>
          <Origin overview={overview.data} />
          {problems.length > 0 ? <Problems problems={problems} /> : null}
          {servers.map((server) => (
            <ServerCard
              key={server.name}
              server={server}
              onEdit={(change) => edit(server.name, change)}
              onRefresh={() => refresh(server.name)}
            />
          ))}
          {servers.length === 0 && problems.length === 0 ? <NoServers path={overview.data.configPath} /> : null}
        </>
      );
    }
    if (overview.isError) {
      return (
        <ErrorState title="Could not load the servers" onRetry={() => void overview.refetch()} retrying={overview.isFetching}>
          {explainError(readError(overview.error))}
        </ErrorState>
      );
    }
    return (
      <>
        <Skeleton className="h-10" />
        <Skeleton className="h-40" />
      </>
    );
  };
  return (
    <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
      <div className="grid max-w-[960px] grid-cols-[minmax(0,1fr)] gap-4 px-4 py-5 sm:px-5">{content()}</div>
    </div>
  );
}

function Origin({ overview }: { overview: McpOverview }) {
  return (
    <p className="max-w-[80ch] text-muted [overflow-wrap:anywhere]">
      Servers are commands, so they are defined in a file alone: <code className="text-xs">{overview.configPath}</code>
      {overview.origin === 'environment' ? ', named by SIGNALBOX_MCP_CONFIG' : ''}. Here you say which of their tools which agents may call.
      Nothing is offered until you allow it.
    </p>
  );
}

function Problems({ problems }: { problems: readonly string[] }) {
  return (
    <section role="alert" aria-label="Problems of the file" className="rounded-md border border-failed/40 bg-failed-soft px-3 py-2.5">
      <h2 className="font-semibold text-sm">The file needs mending</h2>
      <ul className="mt-1 grid gap-0.5 [overflow-wrap:anywhere]">
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
      <p className="mt-1 text-muted text-xs">What is not named here serves. The file is read again with every change on this page.</p>
    </section>
  );
}

function NoServers({ path }: { path: string }) {
  return (
    <EmptyState icon={<Plug size={20} strokeWidth={1.6} aria-hidden />} title="No MCP servers yet">
      Servers that give agents more tools will be here once <code className="text-xs [overflow-wrap:anywhere]">{path}</code> defines them,
      for example so:
      <div className="relative mt-3 rounded-md border border-line bg-sunken text-left">
        <pre className="whitespace-pre-wrap p-3 pr-10 text-xs leading-[1.55] [overflow-wrap:anywhere]">{EXAMPLE}</pre>
        <div className="absolute top-1.5 right-1.5">
          <CopyButton text={EXAMPLE} label="Copy example" />
        </div>
      </div>
    </EmptyState>
  );
}
