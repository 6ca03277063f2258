import Link from 'next/link';
import { RelativeTime } from '@/components/ui/relative-time';
import { StateIcon } from '@/components/ui/state-icon';
import type { EscalationDetail } from '@/lib/contracts/escalation';
import { plural } from '@/lib/format/count';
import { callerWords, statusWords } from '../escalation-words';
import { statusState } from '../status-state';

/** What came of it: by whom, when and why. */
export function OutcomeCard({ escalation }: { escalation: EscalationDetail }) {
  const { status, decidedBy, decidedAt, note, conditions, runId, revokedBy, decision, defaultDecision, entries } = escalation;
  const why = status === 'REVOKED' ? (entries.findLast(({ kind }) => kind === 'revoked')?.body ?? note) : note;
  return (
    <section role="status" aria-label="Decision" className="rounded-lg border border-line bg-surface">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 px-3.5 py-2.5">
        <StateIcon state={statusState(status)} decorative />
        <strong className="font-semibold">{statusWords(status)}</strong>
        {status === 'AUTO_DECIDED' ? <span className="text-muted">nobody answered in time: {decision ?? defaultDecision}</span> : null}
        {status === 'SUPERSEDED' ? <span className="text-muted">its task begins anew, or was taken away</span> : null}
        {decidedBy && status !== 'AUTO_DECIDED' && status !== 'REVOKED' ? (
          <span className="text-muted">by {callerWords(decidedBy)}</span>
        ) : null}
        {revokedBy ? <span className="text-muted">by {callerWords(revokedBy)}</span> : null}
        {decidedAt ? <RelativeTime at={decidedAt} className="text-faint text-xs" /> : null}
      </p>
      {why ? <p className="whitespace-pre-wrap border-line border-t px-3.5 py-2.5 text-muted [overflow-wrap:anywhere]">{why}</p> : null}
      {conditions.length > 0 ? (
        <div className="border-line border-t px-3.5 py-2.5">
          <h3 className="flex justify-between gap-2 font-semibold text-sm">
            Conditions are work in the run’s graph
            <span className="font-normal text-faint">
              {plural(conditions.length, 'task')} and {plural(conditions.length, 'gate')}
            </span>
          </h3>
          <ol className="mt-2 grid gap-1.5">
            {conditions.map((condition, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a condition has no other name than its number
              <li key={index} className="flex items-baseline gap-2">
                <span
                  aria-hidden
                  className="num grid size-[18px] shrink-0 place-items-center rounded-full bg-pending-soft text-2xs text-muted"
                >
                  {index + 1}
                </span>
                <span className="min-w-0 [overflow-wrap:anywhere]">{condition}</span>
              </li>
            ))}
          </ol>
          <Link href={`/runs/${runId}`} className="mt-2 inline-block rounded-sm text-accent hover:underline pointer-coarse:py-1.5">
            See them in the graph
          </Link>
        </div>
      ) : null}
    </section>
  );
}
