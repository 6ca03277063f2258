import { FileText } from 'lucide-react';
import { cn } from '@/components/ui/cn';
import { formatBytes } from '@/lib/format/bytes';
import type { ArtifactGroup } from './group-artifacts';

interface ArtifactListProps {
  groups: readonly ArtifactGroup[];
  /** The artifact that is open, in any of its versions. */
  shownId: string | null;
  onShow: (artifactId: string) => void;
}

export function ArtifactList({ groups, shownId, onShow }: ArtifactListProps) {
  return (
    <nav aria-label="Artifacts" className="px-2 py-2">
      {groups.map((group) => (
        <section key={group.taskKey ?? ''} className="mb-2">
          <h3 className="truncate px-2 pt-2 pb-1 font-medium text-faint text-xs">{group.title}</h3>
          <ul>
            {group.entries.map(({ latest, versions }) => {
              const open = versions.some((each) => each.id === shownId);
              return (
                <li key={latest.id}>
                  <button
                    type="button"
                    aria-current={open || undefined}
                    onClick={() => onShow(latest.id)}
                    className={cn(
                      'flex min-h-8 w-full items-center gap-2 rounded-md px-2 text-left -outline-offset-2 hover:bg-hover pointer-coarse:min-h-11',
                      open && 'bg-accent-soft text-accent hover:bg-accent-soft',
                    )}
                  >
                    <FileText size={14} aria-hidden className="shrink-0 text-faint" />
                    <span className="min-w-0 flex-1 truncate" title={latest.name}>
                      {latest.name}
                    </span>
                    {versions.length > 1 ? <span className="num shrink-0 text-faint text-xs">v{latest.version}</span> : null}
                    <span className="num shrink-0 text-faint text-xs">{formatBytes(latest.bytes)}</span>
                  </button>
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </nav>
  );
}
