import { FileText } from 'lucide-react';
import { RelativeTime } from '@/components/ui/relative-time';
import type { ArtifactSummary } from '@/lib/contracts/artifact';
import type { TaskStatus } from '@/lib/contracts/task';
import { formatBytes } from '@/lib/format/bytes';

interface TaskArtifactsProps {
  artifacts: readonly ArtifactSummary[];
  status: TaskStatus;
  onOpen: (artifactId: string) => void;
}

/** What the task wrote, newest first; a press opens it in the artifacts of the run. */
export function TaskArtifacts({ artifacts, status, onOpen }: TaskArtifactsProps) {
  if (artifacts.length === 0) {
    return <p className="text-muted">{status === 'SUCCEEDED' ? 'The task wrote no artifact.' : 'What the task writes will be here.'}</p>;
  }
  return (
    <ul className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      {artifacts.toReversed().map((artifact) => (
        <li key={artifact.id}>
          <button
            type="button"
            onClick={() => onOpen(artifact.id)}
            className="flex min-h-11 w-full items-center gap-2.5 rounded-md border border-line px-3 text-left hover:bg-hover"
          >
            <FileText size={15} aria-hidden className="shrink-0 text-faint" />
            <span className="min-w-0 flex-1">
              <span className="block truncate font-mono text-xs">{artifact.name}</span>
              <span className="block truncate text-faint text-xs">
                {artifact.type} · version {artifact.version} · <RelativeTime at={artifact.createdAt} />
              </span>
            </span>
            <span className="num shrink-0 text-faint text-xs">{formatBytes(artifact.bytes)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
