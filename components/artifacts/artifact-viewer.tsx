'use client';
import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, Download, Terminal } from 'lucide-react';
import { curlGet } from '@/components/run/curl';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { ErrorState } from '@/components/ui/error-state';
import { IconButton } from '@/components/ui/icon-button';
import { RelativeTime } from '@/components/ui/relative-time';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import type { ArtifactSummary } from '@/lib/contracts/artifact';
import { formatBytes } from '@/lib/format/bytes';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { ArtifactContent } from './artifact-content';
import type { ArtifactEntry } from './group-artifacts';
import { QuarantineNote } from './quarantine-note';
import { saveFile } from './save-file';

/** The list tells of a decision first; the content is read again then. */
const DECIDED_MS = 500;

interface ArtifactViewerProps {
  entry: ArtifactEntry;
  shown: ArtifactSummary;
  onShow: (artifactId: string) => void;
  onBack: () => void;
}

export function ArtifactViewer({ entry, shown, onShow, onBack }: ArtifactViewerProps) {
  const trpc = useTRPC();
  const status = shown.quarantine?.status;
  // An artifact never changes: a new version is a new one. What is masked of it changes with a decision.
  const query = useQuery({
    ...trpc.artifacts.get.queryOptions({ artifactId: shown.id }),
    staleTime: status === undefined ? Number.POSITIVE_INFINITY : 0,
    refetchInterval: ({ state }) => (state.data && state.data.quarantine?.status !== status ? DECIDED_MS : false),
  });
  const facts = Object.entries(shown.metadata);
  return (
    <article className="flex h-full min-h-0 flex-col" aria-label={shown.name}>
      <header className="border-line border-b px-4 py-3 sm:px-5">
        <div className="flex items-center gap-2">
          <IconButton label="All artifacts" onClick={onBack} className="md:hidden">
            <ArrowLeft size={16} aria-hidden />
          </IconButton>
          <h2 className="min-w-0 flex-1 truncate font-mono text-sm" title={shown.name}>
            {shown.name}
          </h2>
          {entry.versions.length > 1 ? (
            <Select
              aria-label="Version"
              value={shown.id}
              onValueChange={onShow}
              className="h-7 w-auto"
              options={entry.versions.map((each) => ({ value: each.id, label: `Version ${each.version}` }))}
            />
          ) : null}
          {query.data ? <CopyButton text={query.data.content} label="Copy content" size="md" /> : null}
          <CopyButton
            text={() => curlGet(window.location.origin, `/artifacts/${shown.id}`)}
            label="Copy as curl"
            size="md"
            icon={<Terminal size={14} aria-hidden />}
          />
          <Button disabled={!query.data} onClick={() => query.data && saveFile(shown.name, query.data.content)}>
            <Download size={14} aria-hidden />
            <span className="max-sm:sr-only">Download</span>
          </Button>
        </div>
        <div className="mt-1.5 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-faint text-xs">
          <Badge>{shown.type}</Badge>
          <span>version {shown.version}</span>
          <span className="num">{formatBytes(shown.bytes)}</span>
          <RelativeTime at={shown.createdAt} />
          <span className="flex items-center" title={shown.sha256}>
            sha256 {shown.sha256.slice(0, 10)}…
            <CopyButton text={shown.sha256} label="Copy hash" />
          </span>
          {facts.map(([key, value]) => (
            <span key={key}>
              {key} <span className="text-muted">{typeof value === 'string' ? value : JSON.stringify(value)}</span>
            </span>
          ))}
        </div>
      </header>
      {shown.quarantine ? <QuarantineNote quarantine={shown.quarantine} /> : null}
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        tabIndex={0}
        aria-label="Content"
        className="scroll-quiet min-h-0 flex-1 overflow-auto px-4 py-4 -outline-offset-2 sm:px-5"
      >
        {query.data ? <ArtifactContent name={shown.name} type={shown.type} content={query.data.content} /> : null}
        {query.isPending ? (
          <div className="grid gap-2.5">
            {[72, 90, 64, 81].map((share) => (
              <div key={share} style={{ width: `${share}%` }}>
                <Skeleton />
              </div>
            ))}
          </div>
        ) : null}
        {query.isError ? (
          <ErrorState title="Could not load the artifact" onRetry={() => void query.refetch()} retrying={query.isFetching}>
            {explainError(readError(query.error))}
          </ErrorState>
        ) : null}
      </section>
    </article>
  );
}
