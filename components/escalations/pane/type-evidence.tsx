'use client';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { Meter } from '@/components/ui/meter';
import type { EscalationDetail } from '@/lib/contracts/escalation';
import { plural } from '@/lib/format/count';
import { formatMoney } from '@/lib/format/money';
import type { Evidence } from '../read-evidence';

type OnAnswer = ((words: string) => void) | null;
interface TypeEvidenceProps {
  escalation: EscalationDetail;
  evidence: Evidence;
  onAnswer: OnAnswer;
}

/** What is special to one type: the question with its answers, the money, the failure; and whatever else was given. */
export function TypeEvidence({ escalation, evidence, onAnswer }: TypeEvidenceProps) {
  const { question, budget, failure, criteria, condition, missing, values, others } = evidence;
  const { ifTrue, ifFalse } = escalation.context;
  return (
    <div className="grid gap-3 p-3 empty:hidden">
      {question ? <Question question={question} onAnswer={onAnswer} /> : null}
      {budget ? <BudgetBar budget={budget} /> : null}
      {failure ? (
        <div className="rounded-md border border-failed/40 bg-failed-soft px-3 py-2">
          <p className="[overflow-wrap:anywhere]">{failure.message}</p>
          <p className="mt-1 flex flex-wrap gap-x-3 text-muted text-xs">
            {failure.code ? <code>{failure.code}</code> : null}
            {failure.letterHref ? (
              <Link href={failure.letterHref} className="text-accent hover:underline">
                Its dead letter, with every attempt
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

function Question({ question, onAnswer }: { question: NonNullable<Evidence['question']>; onAnswer: OnAnswer }) {
  return (
    <div className="grid gap-1.5">
      <p className="whitespace-pre-wrap font-medium [overflow-wrap:anywhere]">{question.text}</p>
      {question.options.length > 0 ? (
        <ul aria-label="Answers it thinks of" className={onAnswer ? 'flex flex-wrap gap-2' : 'grid list-disc gap-0.5 pl-5'}>
          {question.options.map((option) => (
            <li key={option}>
              {onAnswer ? (
                <Button
                  onClick={() => onAnswer(option)}
                  className="h-auto min-h-7 whitespace-normal py-1 text-left pointer-coarse:min-h-10"
                >
                  {option}
                </Button>
              ) : (
                option
              )}
            </li>
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
