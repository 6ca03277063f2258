'use client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Money } from '@/components/ui/money';
import type { EscalationDetail } from '@/lib/contracts/escalation';
import { plural } from '@/lib/format/count';
import { formatMoney } from '@/lib/format/money';
import { useTRPC } from '@/lib/trpc/context';
import { callerWords, defaultWords } from '../escalation-words';
import type { Evidence } from '../read-evidence';
import { Countdown } from './countdown';

/** Figures that weigh on the decision, side by side. */
export function PaneFacts({ escalation, evidence }: { escalation: EscalationDetail; evidence: Evidence }) {
  const trpc = useTRPC();
  const { runId, blocks, status, findings } = { ...escalation, findings: evidence.findings };
  // The row of the list: a run's own page would bring all of its tasks.
  const run = useQuery(trpc.runs.list.queryOptions({ q: runId, limit: 1 }, { staleTime: 30_000 })).data?.items.find(
    ({ id }) => id === runId,
  );
  const isOpen = status === 'OPEN';
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:auto-cols-fr sm:grid-flow-col sm:grid-cols-none">
      {isOpen ? (
        <Fact label="Waits behind it">
          {blocks > 0 ? (
            <strong className="font-semibold">{plural(blocks, 'task')}</strong>
          ) : escalation.subject === 'budget' ? (
            <strong className="font-semibold">the whole run</strong>
          ) : (
            <span className="text-muted">nothing</span>
          )}
        </Fact>
      ) : null}
      <Fact label="Run has spent">
        {run ? (
          <>
            <Money usd={run.spentUsd} className="font-semibold" />
            {run.budgetUsd === null ? '' : ` of ${formatMoney(run.budgetUsd)}`}
          </>
        ) : (
          <span className="text-faint">–</span>
        )}
      </Fact>
      {findings.length > 0 ? <Fact label="Findings">{findingsWords(findings)}</Fact> : null}
      {escalation.action ? (
        <Fact label={isOpen ? 'If approved' : 'Asked for'}>
          <strong className="num font-semibold">+{formatMoney(escalation.action.amountUsd)}</strong> budget
        </Fact>
      ) : null}
      {isOpen ? <TimeLeft escalation={escalation} /> : null}
    </dl>
  );
}

function TimeLeft({ escalation }: { escalation: EscalationDetail }) {
  const { askedBack, deadlineAt, tier } = escalation;
  if (askedBack) return <Fact label="The clock stands">until {callerWords(escalation.askedBy)} answers</Fact>;
  if (!deadlineAt) return <Fact label="Time left">no deadline</Fact>;
  return (
    <Fact label={tier === 'HUMAN' ? `Then it is ${defaultWords(escalation).verdict}` : 'Then it climbs'}>
      <Countdown at={deadlineAt} className="font-semibold" />
    </Fact>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0 bg-surface px-3.5 py-2.5 max-sm:last:odd:col-span-2">
      <dt className="truncate text-2xs text-faint">{label}</dt>
      <dd className="[overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

/** "1 critical, 2 minor", the worst in bold. */
function findingsWords(findings: Evidence['findings']): ReactNode {
  const counts = (['critical', 'major', 'minor', 'info'] as const).flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count > 0 ? [`${count} ${severity}`] : [];
  });
  const [worst, ...others] = counts;
  return (
    <>
      <strong className="font-semibold">{worst}</strong>
      {others.length > 0 ? `, ${others.join(', ')}` : ''}
    </>
  );
}
