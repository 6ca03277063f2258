import { FileText } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import type { Finding } from '@/lib/contracts/task';
import { plural } from '@/lib/format/count';
import type { Evidence } from './read-evidence';

const TONE: Record<Finding['severity'], 'bad' | 'warn' | 'neutral'> = { critical: 'bad', major: 'warn', minor: 'neutral', info: 'neutral' };

/** The grounds for a decision: what was found and where, what a condition saw, and the artifacts themselves. */
export function EvidenceList({ evidence, onOpenArtifact }: { evidence: Evidence; onOpenArtifact: (id: string) => void }) {
  const { findings, criteria, condition, missing, values, artifacts, rounds } = evidence;
  return (
    <div className="mt-2 grid gap-2 text-sm">
      {criteria ? (
        <p className="text-muted text-xs [overflow-wrap:anywhere]">
          <span className="font-medium">Criteria:</span> {criteria}
        </p>
      ) : null}
      {findings.length > 0 ? (
        <section aria-label="Findings">
          {rounds > 0 ? (
            <p className="mb-1 text-muted text-xs">Sent back to the authors {plural(rounds, 'time')}; this is what is left.</p>
          ) : null}
          <ul className="grid gap-1.5">
            {findings.map((finding, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list of one answer never changes
              <li key={index} className="flex items-start gap-2">
                <Badge tone={TONE[finding.severity]} className="mt-px w-14 shrink-0 justify-center">
                  {finding.severity}
                </Badge>
                <span className="min-w-0 [overflow-wrap:anywhere]">
                  {finding.message}
                  {finding.place ? <code className="ml-1.5 text-muted text-xs">{finding.place}</code> : null}
                  {finding.suggestion ? <span className="block text-muted text-xs">{finding.suggestion}</span> : null}
                </span>
              </li>
            ))}
          </ul>
        </section>
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
