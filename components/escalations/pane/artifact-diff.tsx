'use client';
import { useQuery } from '@tanstack/react-query';
import { TextDiff } from '@/components/tasks/compare/text-diff';
import { Skeleton } from '@/components/ui/skeleton';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import type { Evidence } from '../read-evidence';

type Shown = Evidence['artifacts'][number];

/** What the last version of an artifact changed. */
export function ArtifactDiff({ runId, artifact }: { runId: string; artifact: Shown }) {
  const trpc = useTRPC();
  const list = useQuery(trpc.artifacts.list.queryOptions({ runId }, { staleTime: 30_000 }));
  const older = list.data?.items
    .filter(({ name, version }) => name === artifact.name && version < artifact.version)
    .toSorted((a, b) => b.version - a.version)[0];
  const now = useQuery(trpc.artifacts.get.queryOptions({ artifactId: artifact.id }, { staleTime: 60_000 }));
  const before = useQuery(trpc.artifacts.get.queryOptions({ artifactId: older?.id ?? '' }, { enabled: older !== undefined }));
  const error = list.error ?? now.error ?? before.error;
  if (error) return <p className="p-3 text-failed text-xs">The versions could not be loaded. {explainError(readError(error))}</p>;
  if (list.data && !older) return <p className="p-3 text-muted">The version before this one is there no more.</p>;
  if (!now.data || !before.data || !older) {
    return (
      <div className="grid gap-2.5 p-3">
        <Skeleton className="w-3/4" />
        <Skeleton className="w-2/3" />
      </div>
    );
  }
  return (
    <div className="scroll-quiet max-h-[60vh] overflow-auto p-3">
      <TextDiff left={before.data.content} right={now.data.content} labels={[`Version ${older.version}`, `Version ${artifact.version}`]} />
    </div>
  );
}
