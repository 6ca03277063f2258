'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { StateIcon } from '@/components/ui/state-icon';
import { formatDuration } from '@/lib/format/duration';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';

/** The latest calls of a server's tools, with how long they took and what went wrong. */
export function CallList({ server }: { server: string }) {
  const trpc = useTRPC();
  const calls = useQuery(trpc.mcp.calls.queryOptions({ server }, { refetchInterval: 5_000 }));
  if (calls.isPending) return <Skeleton className="mt-2 h-20" />;
  if (calls.isError) return <p className="mt-2 text-failed">{explainError(readError(calls.error))}</p>;
  if (calls.data.items.length === 0)
    return <p className="mt-2 text-muted">No calls in the last fortnight. Each will be here with its duration.</p>;
  return (
    <ul aria-label={`Recent calls of ${server}`} className="mt-2 grid gap-1 pb-1">
      {calls.data.items.map((call) => (
        <li key={call.id} className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-baseline gap-x-2">
          <StateIcon state={call.ok ? 'succeeded' : 'failed'} />
          <span className="min-w-0 truncate">
            <code className="text-xs">{call.tool}</code>{' '}
            <Link href={`/runs/${call.runId}?task=${encodeURIComponent(call.taskKey)}`} className="text-accent hover:underline">
              {call.taskKey}
            </Link>
            {call.error ? (
              <span className="text-muted" title={call.error}>
                {' '}
                {call.error}
              </span>
            ) : null}
          </span>
          <span className="num text-faint text-xs">
            {call.durationMs < 1_000 ? `${call.durationMs} ms` : formatDuration(call.durationMs)} · <RelativeTime at={call.at} />
          </span>
        </li>
      ))}
    </ul>
  );
}
