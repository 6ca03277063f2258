'use client';
import { useQuery } from '@tanstack/react-query';
import { GitFork } from 'lucide-react';
import Link from 'next/link';
import { DropdownMenu, MenuItem } from '@/components/ui/dropdown-menu';
import { StateIcon } from '@/components/ui/state-icon';
import { toState } from '@/components/ui/states';
import type { RunDetail } from '@/lib/contracts/run';
import { plural } from '@/lib/format/count';
import { shortId } from '@/lib/format/short-id';
import { useTRPC } from '@/lib/trpc/context';

const SHOWN_FORKS = 20;
const STALE_MS = 15_000;

/** Where a run comes from, and what was forked from it. */
export function RunLineage({ run }: { run: RunDetail }) {
  const { forkedFrom, forkedAt } = run;
  const at = forkedAt ? (forkedAt.label === null ? `event ${forkedAt.seq}` : `“${forkedAt.label}”`) : null;
  const origin = (
    <>
      <GitFork size={12} aria-hidden className="mr-1 inline-block align-[-1px]" />
      forked from <span className="text-muted">{shortId(forkedFrom ?? '')}</span>
      {at ? <> at {at}</> : null}
    </>
  );
  return (
    <>
      {forkedFrom === undefined ? null : forkedAt?.parentExists === false ? (
        <span className="min-w-0 truncate" title={`${forkedFrom} is not there any more`}>
          {origin}
        </span>
      ) : (
        <>
          <Link href={`/runs/${forkedFrom}`} title={forkedFrom} className="min-w-0 truncate rounded-sm hover:text-fg">
            {origin}
          </Link>
          <Link href={`/compare?left=run:${forkedFrom}&right=run:${run.id}`} className="shrink-0 rounded-sm text-accent hover:underline">
            compare
          </Link>
        </>
      )}
      <Forks runId={run.id} />
    </>
  );
}

function Forks({ runId }: { runId: string }) {
  const trpc = useTRPC();
  const list = useQuery(trpc.runs.list.queryOptions({ forkedFrom: runId, limit: SHOWN_FORKS }, { staleTime: STALE_MS }));
  const forks = list.data?.items ?? [];
  if (forks.length === 0) return null;
  const more = list.data?.nextCursor != null;
  return (
    <DropdownMenu
      align="start"
      trigger={
        <button type="button" className="shrink-0 rounded-sm hover:text-fg pointer-coarse:min-h-9">
          {more ? `${SHOWN_FORKS}+ forks` : plural(forks.length, 'fork')}
        </button>
      }
    >
      {forks.map((fork) => (
        <MenuItem key={fork.id} asChild>
          <Link href={`/runs/${fork.id}`}>
            <StateIcon state={toState(fork.status)} /> <code>{shortId(fork.id)}</code>
            <span className="max-w-[min(16rem,50vw)] truncate">{fork.goal.split('\n', 1)[0]}</span>
          </Link>
        </MenuItem>
      ))}
      {more ? <MenuItem disabled>and older ones</MenuItem> : null}
    </DropdownMenu>
  );
}
