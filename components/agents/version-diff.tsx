'use client';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { ErrorState } from '@/components/ui/error-state';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import type { AgentVersion, AgentView } from '@/lib/contracts/agent';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { diffDefinitions } from './diff-definitions';
import { PromptDiff } from './prompt-diff';

interface VersionDiffProps {
  role: AgentView['role'];
  version: number;
  current: number;
  /** A button at the right. */
  action: ReactNode;
}

type Against = 'previous' | 'current';

/** One version beside the one before it, or beside the current one. */
export function VersionDiff({ role, version, current, action }: VersionDiffProps) {
  const trpc = useTRPC();
  const [against, setAgainst] = useState<Against>('previous');
  const other = against === 'current' && version !== current ? current : Math.max(0, version - 1);
  const mine = useQuery(trpc.agents.version.queryOptions({ role, version }));
  const theirs = useQuery(trpc.agents.version.queryOptions({ role, version: other }));
  const failed = mine.error ?? theirs.error;
  if (failed) return <ErrorState title="Could not load the version">{explainError(readError(failed))}</ErrorState>;
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="mr-auto text-base">
          {version === 0 ? 'As shipped' : `Version ${version}`}
          {other === version ? null : <span className="font-normal text-muted"> compared with version {other}</span>}
        </h2>
        {version !== current && version > 0 ? (
          <Select
            aria-label="Compare with"
            value={against}
            onValueChange={setAgainst}
            options={[
              { value: 'previous', label: 'The one before' },
              { value: 'current', label: 'The current one' },
            ]}
            className="w-40"
          />
        ) : null}
        {action}
      </div>
      {mine.data && theirs.data ? (
        <Differences before={theirs.data.definition} after={mine.data.definition} />
      ) : (
        <Skeleton className="h-64" />
      )}
    </>
  );
}

type Definition = AgentVersion['definition'];

function Differences({ before, after }: { before: Definition; after: Definition }) {
  const { fields, prompt } = useMemo(() => diffDefinitions(before, after), [before, after]);
  return (
    <>
      {fields.length > 0 ? (
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 rounded-md border border-line bg-surface px-3 py-2">
          {fields.map((field) => (
            <div key={field.name} className="contents">
              <dt className="text-muted">{field.name}</dt>
              <dd className="min-w-0">
                <del className="text-failed">{field.before}</del> → <ins className="text-succeeded no-underline">{field.after}</ins>
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      <PromptDiff lines={prompt} />
    </>
  );
}
