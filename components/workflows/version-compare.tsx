'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { parseAsInteger, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { ToggleGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import { ErrorState } from '@/components/ui/error-state';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import type { WorkflowVersion } from '@/lib/contracts/workflow';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { draftOf } from './body-of';
import { VersionDiff } from './version-diff';

const Waiting = () => (
  <div role="status" aria-label="Loading the versions" className="p-5">
    <Skeleton className="h-48" />
  </div>
);
const VersionGraph = dynamic(() => import('./version-graph').then((module) => module.VersionGraph), { ssr: false, loading: Waiting });

const VIEWS = ['graph', 'file'] as const;
const LABELS = { graph: 'Graph', file: 'File' } as const;
const parsers = { with: parseAsInteger, show: parseAsStringLiteral(VIEWS).withDefault('graph') };

interface VersionCompareProps {
  workflowKey: string;
  versions: readonly WorkflowVersion[];
  shown: number;
  isDeleted: boolean;
  /** What can be done with the version that is shown. */
  action: ReactNode;
}

/** A version beside another one: as graphs and in words, or as files line by line. */
export function VersionCompare({ workflowKey, versions, shown, isDeleted, action }: VersionCompareProps) {
  const trpc = useTRPC();
  const [{ with: wanted, show }, setUrl] = useQueryStates(parsers);
  const previous = versions.find((one) => one.version < shown)?.version ?? null;
  const other = versions.some((one) => one.version === wanted) ? wanted : previous;
  const current = useQuery(trpc.workflows.version.queryOptions({ key: workflowKey, version: shown }));
  const before = useQuery({
    ...trpc.workflows.version.queryOptions({ key: workflowKey, version: other ?? 1 }),
    enabled: other !== null,
  });
  const error = current.error ?? (other === null ? null : before.error);
  const isGraph = show === 'graph' && other !== null;
  return (
    <>
      <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1.5 border-line border-b px-4 py-2 sm:px-5">
        <p className="text-muted">
          {isDeleted ? 'This workflow was deleted. ' : ''}
          Version {shown}
          {versions.length > 1 ? ', compared with' : ''}
        </p>
        {versions.length > 1 ? (
          <Select<string>
            aria-label="Compare with"
            value={other === null ? '' : String(other)}
            onValueChange={(next) => void setUrl({ with: Number(next) })}
            options={versions.map(({ version }) => ({ value: String(version), label: `Version ${version}` }))}
            className="w-36"
          />
        ) : null}
        <span className="flex-1" />
        {other === null ? null : <ShowSwitch show={show} onChange={(next) => void setUrl({ show: next })} />}
        {action}
      </div>
      {error ? (
        <ErrorState
          title="Could not load the versions"
          onRetry={() => void Promise.all([current.refetch(), before.refetch()])}
          className="flex-1"
        >
          {explainError(readError(error))}
        </ErrorState>
      ) : !current.data || (other !== null && !before.data) ? (
        <Waiting />
      ) : isGraph && before.data ? (
        <VersionGraph
          before={draftOf(before.data)}
          after={draftOf(current.data)}
          names={{ before: `Version ${other}`, after: `Version ${shown}` }}
        />
      ) : (
        <VersionDiff before={other === null || !before.data ? null : draftOf(before.data)} after={draftOf(current.data)} />
      )}
    </>
  );
}

function ShowSwitch({ show, onChange }: { show: (typeof VIEWS)[number]; onChange: (show: (typeof VIEWS)[number]) => void }) {
  return (
    <ToggleGroup.Root
      type="single"
      value={show}
      onValueChange={(value) => {
        const next = VIEWS.find((each) => each === value);
        if (next) onChange(next);
      }}
      aria-label="Compare as"
      className="flex w-fit gap-0.5 rounded-md border border-line-strong bg-surface p-0.5"
    >
      {VIEWS.map((value) => (
        <ToggleGroup.Item
          key={value}
          value={value}
          className="rounded-sm px-2.5 py-0.5 text-muted hover:text-fg data-[state=on]:bg-accent-soft data-[state=on]:font-medium data-[state=on]:text-accent pointer-coarse:py-2"
        >
          {LABELS[value]}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
