'use client';
import { useQuery } from '@tanstack/react-query';
import { CornerDownRight } from 'lucide-react';
import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { ErrorState } from '@/components/ui/error-state';
import { Money } from '@/components/ui/money';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import type { AgentFigures, AgentView } from '@/lib/contracts/agent';
import { formatCount, plural } from '@/lib/format/count';
import { formatDuration } from '@/lib/format/duration';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { orderAgents } from './order-agents';

const PLACES = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Every role under its supervisor, with what it is and what it did. */
export function AgentList() {
  const trpc = useTRPC();
  const list = useQuery(trpc.agents.list.queryOptions({ limit: 50 }));
  const figures = useQuery(trpc.agents.figures.queryOptions()).data;
  if (list.isError) {
    return (
      <ErrorState title="Could not load the agents" onRetry={() => void list.refetch()} retrying={list.isFetching}>
        {explainError(readError(list.error))}
      </ErrorState>
    );
  }
  const byRole = new Map(figures?.map((one) => [one.role, one]));
  return (
    <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
      <div className="max-w-[1120px] px-4 py-4 sm:px-5">
        {list.isPending ? (
          <div className="grid gap-2">
            {PLACES.map((place) => (
              <Skeleton key={place} className="h-13" />
            ))}
          </div>
        ) : (
          <>
            <div
              aria-hidden
              className="hidden grid-cols-[minmax(0,1fr)_92px_92px_112px_92px] gap-3 px-3 pb-1.5 text-faint text-xs sm:grid [&>*:nth-child(n+3)]:text-right"
            >
              <span>Role</span>
              <span>Tier</span>
              <span>Done</span>
              <span>Median · p95</span>
              <span>Cost, 30 days</span>
            </div>
            <ul className="overflow-hidden rounded-md border border-line bg-surface">
              {orderAgents(list.data.items).map(({ agent, depth }) => (
                <AgentRow key={agent.role} agent={agent} depth={depth} figures={byRole.get(agent.role)} />
              ))}
            </ul>
          </>
        )}
      </div>
    </div>
  );
}

const INDENT_PX = 22;

function AgentRow({ agent, depth, figures }: { agent: AgentView; depth: number; figures: AgentFigures | undefined }) {
  return (
    <li className="border-line border-b last:border-0">
      <Link
        href={`/agents/${agent.role}`}
        className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 px-3 py-2.5 -outline-offset-2 transition-colors duration-120 hover:bg-hover sm:grid-cols-[minmax(0,1fr)_92px_92px_112px_92px]"
      >
        <span className="flex min-w-0 items-center gap-2" style={{ paddingLeft: depth * INDENT_PX }}>
          {depth > 0 ? <CornerDownRight size={13} aria-hidden className="-ml-5 shrink-0 text-faint" /> : null}
          <span className="grid min-w-0">
            <span className="flex min-w-0 items-center gap-2">
              <span className="truncate font-medium">{agent.title}</span>
              {agent.shipped ? null : <Badge tone="accent">v{agent.version}</Badge>}
            </span>
            <span className="truncate text-faint text-xs">
              <code>{agent.role}</code>
              {agent.shipped || agent.updatedAt === null ? (
                ' · as shipped'
              ) : (
                <>
                  {' · edited '}
                  <RelativeTime at={agent.updatedAt} />
                </>
              )}
            </span>
          </span>
        </span>
        <span className="text-muted">{agent.tier}</span>
        <Figures figures={figures} />
      </Link>
    </li>
  );
}

function Figures({ figures }: { figures: AgentFigures | undefined }) {
  const style = 'num text-right text-muted max-sm:hidden';
  if (!figures || figures.succeeded + figures.failed === 0) {
    return <span className="col-span-3 text-right text-faint text-xs max-sm:hidden">{figures ? 'nothing in 30 days' : ''}</span>;
  }
  return (
    <>
      <span className={style}>
        <span className="sr-only">Done: </span>
        {formatCount(figures.succeeded)}
        {figures.failed > 0 ? <span className="block text-failed text-xs">{plural(figures.failed, 'failure')}</span> : null}
      </span>
      <span className={style}>
        <span className="sr-only">Median and 95th percentile: </span>
        {seconds(figures.medianSeconds)} · {seconds(figures.p95Seconds)}
      </span>
      <span className={style}>
        <span className="sr-only">Cost in 30 days: </span>
        <Money usd={figures.costUsd} />
      </span>
    </>
  );
}

export const seconds = (value: number | null): string => (value === null ? '–' : formatDuration(value * 1000));
