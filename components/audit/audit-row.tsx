import { RelativeTime } from '@/components/ui/relative-time';
import type { AuditEntry } from '@/lib/contracts/audit';
import { changedFields } from './changed-fields';
import { ExactTime } from './exact-time';

interface AuditRowProps {
  /** JSON without a value may be left out on the way. */
  entry: Omit<AuditEntry, 'before' | 'after'> & { before?: unknown; after?: unknown };
  /** Narrow the list to what happened to this. */
  onTarget: (id: string) => void;
}

/** One entry; what changed is folded in. */
export function AuditRow({ entry, onTarget }: AuditRowProps) {
  const { at, actor, action, target, reason } = entry;
  const fields = changedFields(entry.before, entry.after);
  return (
    <li className="border-line border-b">
      <details className="group">
        <summary className="grid cursor-pointer list-none grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-4 py-2 hover:bg-hover sm:grid-cols-[11rem_10rem_minmax(0,1fr)_5rem] [&::-webkit-details-marker]:hidden">
          <span className="num text-muted text-xs max-sm:order-3 max-sm:col-span-2">
            <ExactTime at={at} />
          </span>
          <span className="font-medium font-mono text-xs max-sm:order-1">{action}</span>
          <span className="min-w-0 truncate max-sm:order-4 max-sm:col-span-2">
            <span className="text-muted">{target.kind} </span>
            {target.name ?? target.id}
            <span className="text-muted"> by {actor.replace(/^user:/, '')}</span>
          </span>
          <RelativeTime at={at} className="num text-right text-faint text-xs max-sm:order-2" />
        </summary>
        <div className="grid gap-2 pt-1 pb-3 sm:pl-[12rem]">
          {reason ? <p className="text-muted">Reason: {reason}</p> : null}
          {fields.length > 0 ? (
            <dl className="grid gap-1 text-xs">
              {fields.map(({ path, before, after }) => (
                <div key={path} className="flex flex-wrap items-baseline gap-x-3">
                  <dt className="min-w-28 text-muted">{path || 'value'}</dt>
                  <dd className="flex min-w-0 flex-wrap gap-x-2 font-mono">
                    {before === undefined ? null : <del className="break-all bg-failed-soft px-1 text-failed">{before}</del>}
                    {after === undefined ? null : (
                      <ins className="break-all bg-succeeded-soft px-1 text-succeeded no-underline">{after}</ins>
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          ) : (
            <p className="text-faint text-xs">Nothing more is kept of this.</p>
          )}
          <p className="flex flex-wrap items-center gap-x-3 text-faint text-xs">
            <span className="break-all">
              {target.kind} <code>{target.id}</code>
            </span>
            <button type="button" className="text-accent underline underline-offset-2" onClick={() => onTarget(target.id)}>
              All of this {target.kind}
            </button>
          </p>
        </div>
      </details>
    </li>
  );
}
