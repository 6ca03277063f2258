'use client';
import { FileText } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import type { TryArtifact } from '@/lib/contracts/agent-try';
import type { TryState } from './try-state';

const ArtifactContent = dynamic(() => import('@/components/artifacts/artifact-content').then((module) => module.ArtifactContent), {
  ssr: false,
});

/** What the role wrote in the sandbox, and the exact request that it was given. */
export function TryArtifacts({ artifacts, request }: { artifacts: readonly TryArtifact[]; request: TryState['request'] }) {
  const [shown, setShown] = useState<{ name: string; type: string; content: string } | null>(null);
  const latest = artifacts.filter((artifact, index) => artifacts.findLastIndex((one) => one.name === artifact.name) === index);
  return (
    <>
      {latest.length > 0 ? (
        <section>
          <h2 className="mb-1.5 font-medium text-muted text-xs tracking-normal">Written here</h2>
          <ul className="overflow-hidden rounded-md border border-line bg-surface">
            {latest.map((artifact) => (
              <li key={artifact.name} className="border-line border-b last:border-0">
                <button
                  type="button"
                  onClick={() => setShown(artifact)}
                  className="flex min-h-9 w-full items-center gap-2 px-2.5 text-left -outline-offset-2 hover:bg-hover"
                >
                  <FileText size={14} aria-hidden className="shrink-0 text-faint" />
                  <span className="min-w-0 flex-1 truncate">{artifact.name}</span>
                  <span className="text-faint text-xs">{artifact.type}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {request ? (
        <Button
          size="sm"
          className="justify-self-start"
          onClick={() =>
            setShown({ name: 'First request.txt', type: 'document', content: `${request.system}\n\n=== user ===\n\n${request.user}` })
          }
        >
          Show the first request
        </Button>
      ) : null}
      {shown ? (
        <Dialog open onOpenChange={() => setShown(null)} title={shown.name} className="sm:w-[min(820px,calc(100vw-32px))]">
          <ArtifactContent name={shown.name} type={shown.type} content={shown.content} />
        </Dialog>
      ) : null}
    </>
  );
}
