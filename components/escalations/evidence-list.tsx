import { FileText } from 'lucide-react';
import { FindingList } from '@/components/tasks/finding-list';
import type { Evidence } from './read-evidence';

/** The grounds for a decision: what was found and where, what a condition saw, and the artifacts themselves. */
export function EvidenceList({ evidence, onOpenArtifact }: { evidence: Evidence; onOpenArtifact: (id: string) => void }) {
  const { findings, criteria, condition, missing, values, artifacts } = evidence;
  return (
    <div className="mt-2 grid gap-2 text-sm">
      {criteria ? (
        <p className="text-muted text-xs [overflow-wrap:anywhere]">
          <span className="font-medium">Criteria:</span> {criteria}
        </p>
      ) : null}
      {findings.length > 0 ? (
        <div>
          <FindingList findings={findings} />
        </div>
      ) : null}
      {condition ? (
        <section aria-label="Condition" className="grid gap-1">
          <code className="block rounded-sm bg-surface px-2 py-1 text-xs [overflow-wrap:anywhere]">{condition}</code>
          {missing ? (
            <p className="text-waiting text-xs">
              Missing: <code className="[overflow-wrap:anywhere]">{missing}</code>
            </p>
          ) : null}
          {values.length > 0 ? (
            <dl className="flex flex-wrap gap-x-4 gap-y-0.5 text-xs">
              {values.map(({ name, value }) => (
                <div key={name} className="flex min-w-0 gap-1.5">
                  <dt className="text-muted">
                    <code>{name}</code>
                  </dt>
                  <dd className="num min-w-0 [overflow-wrap:anywhere]">{value}</dd>
                </div>
              ))}
            </dl>
          ) : null}
        </section>
      ) : null}
      {artifacts.length > 0 ? (
        <ul aria-label="Artifacts" className="flex flex-wrap gap-1.5">
          {artifacts.map(({ id, name, version, taskKey }) => (
            <li key={id} className="min-w-0">
              <button
                type="button"
                onClick={() => onOpenArtifact(id)}
                title={taskKey ? `Made by ${taskKey}` : undefined}
                className="inline-flex max-w-full items-center gap-1.5 rounded-md border border-line-strong bg-surface px-2 py-1 text-xs hover:bg-hover pointer-coarse:min-h-10"
              >
                <FileText size={13} aria-hidden className="shrink-0 text-faint" />
                <span className="truncate">{name}</span>
                <span className="num text-faint">v{version}</span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
