'use client';
import Link from 'next/link';
import { Meter } from '@/components/ui/meter';
import type { EscalationDetail } from '@/lib/contracts/escalation';
import { plural } from '@/lib/format/count';
import { formatMoney } from '@/lib/format/money';
import type { Evidence } from '../read-evidence';

/** What is special to one type: the question with its answers, the money, the failure; and whatever else was given. */
export function TypeEvidence({ escalation, evidence }: { escalation: EscalationDetail; evidence: Evidence }) {
  const { question, budget, failure, criteria, condition, missing, values, others } = evidence;
  const { ifTrue, ifFalse } = escalation.context;
  return (
    <div className="grid gap-3 p-3 empty:hidden">
      {question ? <Question question={question} /> : null}
      {budget ? <BudgetBar budget={budget} /> : null}
      {failure ? (
        <div className="rounded-md border border-failed/40 bg-failed-soft px-3 py-2">
          <p className="[overflow-wrap:anywhere]">{failure.message}</p>
          <p className="mt-1 flex flex-wrap gap-x-3 text-muted text-xs">
            {failure.code ? <code>{failure.code}</code> : null}
            {escalation.taskKey ? (
              <Link
                href={`/runs/${escalation.runId}?task=${encodeURIComponent(escalation.taskKey)}`}
                className="text-accent hover:underline"
              >
                The task and its attempts
              </Link>
            ) : null}
          </p>
        </div>
      ) : null}
      {criteria ? (
        <p className="text-muted [overflow-wrap:anywhere]">
          <span className="font-medium">Criteria:</span> {criteria}
        </p>
      ) : null}
      {condition ? (
        <section aria-label="Condition" className="grid gap-1.5">
          <code className="block rounded-sm bg-sunken px-2 py-1 text-xs [overflow-wrap:anywhere]">{condition}</code>
          {missing ? (
            <p className="text-waiting text-xs">
              Missing: <code className="[overflow-wrap:anywhere]">{missing}</code>
            </p>
          ) : null}
          <Pairs pairs={values} />
          {Array.isArray(ifTrue) && Array.isArray(ifFalse) ? (
            <p className="text-muted text-xs">
              True: {ifTrue.join(', ') || 'nothing follows'} · False: {ifFalse.join(', ') || 'nothing follows'}
            </p>
          ) : null}
        </section>
      ) : null}
      <Pairs pairs={others} />
    </div>
  );
}

function Question({ question }: { question: NonNullable<Evidence['question']> }) {
  return (
    <div className="grid gap-1.5">
      <p className="whitespace-pre-wrap font-medium [overflow-wrap:anywhere]">{question.text}</p>
      {question.options.length > 0 ? (
        <ul aria-label="Answers it thinks of" className="grid list-disc gap-0.5 pl-5">
          {question.options.map((option) => (
            <li key={option}>{option}</li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function BudgetBar({ budget }: { budget: NonNullable<Evidence['budget']> }) {
  const { spentUsd, limitUsd, askedUsd, restUsd, tasksToCome } = budget;
  const after = limitUsd + askedUsd;
  return (
    <div className="grid gap-1.5">
      <Meter
        label="Spent of the raised budget"
        value={spentUsd}
        max={after}
        valueText={`${formatMoney(spentUsd)} of ${formatMoney(after)}`}
        tone={spentUsd >= limitUsd ? 'bad' : 'warn'}
        className="w-full"
      />
      <p className="flex flex-wrap gap-x-4 gap-y-0.5 text-muted">
        <span>
          Spent <strong className="num font-semibold text-fg">{formatMoney(spentUsd)}</strong>
        </span>
        <span>
          Budget <span className="num">{formatMoney(limitUsd)}</span> →{' '}
          <strong className="num font-semibold text-fg">{formatMoney(after)}</strong>
        </span>
        {tasksToCome === null ? null : <span>{plural(tasksToCome, 'task')} to come</span>}
        {restUsd === null ? null : (
          <span>
            expected to cost <span className="num">{formatMoney(restUsd)}</span>
          </span>
        )}
      </p>
    </div>
  );
}

function Pairs({ pairs }: { pairs: readonly { name: string; value: string }[] }) {
  if (pairs.length === 0) return null;
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-xs">
      {pairs.map(({ name, value }) => (
        <div key={name} className="contents">
          <dt className="text-muted">
            <code>{name}</code>
          </dt>
          <dd className="num whitespace-pre-wrap [overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
