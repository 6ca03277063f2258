'use client';
import { useQuery } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { cn } from '@/components/ui/cn';
import { Skeleton } from '@/components/ui/skeleton';
import type { Comparison } from '@/lib/contracts/checkpoint';
import { formatBytes } from '@/lib/format/bytes';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { CHANGE_TONE } from './compared-tasks';

const TextDiff = dynamic(() => import('@/components/tasks/compare/text-diff').then((module) => module.TextDiff), { ssr: false });

type Artifact = Comparison['artifacts'][number];

/** The artifacts that differ; their contents are read when one is opened. */
export function ComparedArtifacts({ artifacts, names }: { artifacts: readonly Artifact[]; names: [string, string] }) {
  const [open, setOpen] = useState<string | null>(null);
  const changed = artifacts.filter((artifact) => artifact.change !== 'same');
  return (
    <section aria-labelledby="compared-artifacts" className="grid gap-2">
      <h2 id="compared-artifacts" className="text-base">
        Artifacts
      </h2>
      {changed.length === 0 ? <p className="text-muted">No artifact differs.</p> : null}
      <ul className="grid overflow-hidden rounded-lg border border-line bg-surface empty:hidden">
        {changed.map((artifact) => {
          const id = `${artifact.taskKey ?? ''} ${artifact.name}`;
          const isOpen = open === id;
          return (
            <li key={id} data-compared-artifact={artifact.name} className="border-line border-b last:border-b-0">
              <button
                type="button"
                aria-expanded={isOpen}
                onClick={() => setOpen(isOpen ? null : id)}
                className="flex w-full items-center gap-2 px-3 py-2 text-left -outline-offset-2 hover:bg-hover"
              >
                <ChevronRight
                  size={14}
                  aria-hidden
                  className={cn('shrink-0 text-faint transition-transform duration-120', isOpen && 'rotate-90')}
                />
                <span className="min-w-0 flex-1 truncate">
                  <span className="font-medium">{artifact.name}</span>
                  {artifact.taskKey ? <span className="ml-2 text-muted text-xs">{artifact.taskKey}</span> : null}
                </span>
                <span className="num shrink-0 text-faint text-xs max-sm:hidden">
                  {artifact.left ? formatBytes(artifact.left.bytes) : '–'} → {artifact.right ? formatBytes(artifact.right.bytes) : '–'}
                </span>
                <Badge tone={CHANGE_TONE[artifact.change]}>{artifact.change}</Badge>
              </button>
              {isOpen ? (
                <div className="border-line border-t bg-canvas px-3 py-3 sm:pl-9">
                  <Contents artifact={artifact} names={names} />
                </div>
              ) : null}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Contents({ artifact, names }: { artifact: Artifact; names: [string, string] }) {
  const left = useContent(artifact.left?.id);
  const right = useContent(artifact.right?.id);
  const failed = left.error ?? right.error;
  if (failed) return <p className="text-failed text-sm">{explainError(readError(failed))}</p>;
  if (left.text === null || right.text === null) return <Skeleton className="h-32" />;
  return <TextDiff left={left.text} right={right.text} labels={names} />;
}

/** The text of an artifact; empty where there is none on this side. */
function useContent(artifactId: string | undefined) {
  const trpc = useTRPC();
  const query = useQuery(trpc.artifacts.get.queryOptions({ artifactId: artifactId ?? '' }, { enabled: artifactId !== undefined }));
  return { text: artifactId === undefined ? '' : (query.data?.content ?? null), error: query.error };
}
