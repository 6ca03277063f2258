import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { RelativeTime } from '@/components/ui/relative-time';
import type { WorkflowListItem } from '@/lib/contracts/workflow';
import { plural } from '@/lib/format/count';

/** All of the row is the link's target. */
export function WorkflowRow({ workflow }: { workflow: WorkflowListItem }) {
  const { key, title, description, tags, inputs, tasks, version, updatedAt } = workflow;
  return (
    <li className="relative grid gap-x-6 gap-y-1 border-line border-b px-4 py-2.5 transition-colors duration-120 hover:bg-hover sm:grid-cols-[minmax(0,1fr)_auto] sm:px-5">
      <div className="min-w-0">
        <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
          <Link
            href={`/workflows/${encodeURIComponent(key)}`}
            className="min-w-0 truncate font-medium outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-focus focus-visible:after:-outline-offset-2"
          >
            {title}
          </Link>
          <code className="truncate text-faint text-xs">{key}</code>
          {tags.map((tag) => (
            <Badge key={tag}>{tag}</Badge>
          ))}
        </div>
        {description ? <p className="mt-0.5 line-clamp-2 text-muted sm:line-clamp-1">{description}</p> : null}
      </div>
      <p className="num flex flex-wrap items-center gap-x-3 self-center text-faint text-xs sm:justify-end">
        <span>{tasks === null ? 'planned from the goal' : plural(tasks, 'task')}</span>
        <span>{inputs === 0 ? 'no inputs' : plural(inputs, 'input')}</span>
        {updatedAt ? (
          <span>
            v{version} · <RelativeTime at={updatedAt} />
          </span>
        ) : null}
      </p>
    </li>
  );
}
