'use client';
import { useQueries } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Dialog } from '@/components/ui/dialog';
import { Duration } from '@/components/ui/duration';
import { ErrorState } from '@/components/ui/error-state';
import { Money } from '@/components/ui/money';
import { RelativeTime } from '@/components/ui/relative-time';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { StateLabel } from '@/components/ui/state-label';
import type { TaskDetail } from '@/lib/contracts/task';
import { formatCount } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { ATTEMPT_OUTCOMES } from '../attempt-outcomes';
import { FailureNote } from '../failure-note';
import { type AttemptFacts, describeAttempt } from './describe-attempt';
import { TextDiff } from './text-diff';

interface CompareAttemptsProps {
  task: TaskDetail;
  attempts: readonly number[];
  pair: [number, number];
  onPair: (pair: [number, number] | null) => void;
}

/** Two attempts of a task side by side: how they ended, what they cost, what was asked and answered. */
export function CompareAttempts({ task, attempts, pair, onPair }: CompareAttemptsProps) {
  const trpc = useTRPC();
  const queries = useQueries({
    queries: pair.map((attempt) => trpc.tasks.turns.queryOptions({ runId: task.runId, key: task.key, attempt, limit: 200 })),
  });
  const [left, right] = pair.map((attempt, index) => describeAttempt(task, attempt, queries[index]?.data?.items ?? []));
  const failed = queries.find((query) => query.isError);
  const cut = queries.some((query) => query.data?.nextCursor || query.data?.items.some((turn) => turn.textRest !== null));
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onPair(null);
      }}
      title={`Attempts of ${task.title}`}
      className="sm:top-[6dvh] sm:max-h-[88dvh] sm:w-[min(1180px,calc(100vw-32px))]"
    >
      {failed ? (
        <ErrorState title="Could not load the attempts" onRetry={() => void failed.refetch()}>
          {explainError(readError(failed.error))}
        </ErrorState>
      ) : left && right && queries.every((query) => query.data) ? (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <table className="w-full table-fixed border-collapse">
            <colgroup>
              <col className="w-24 max-sm:w-18" />
              <col />
              <col />
            </colgroup>
            <thead>
              <tr className="border-line border-b">
                <th scope="col" className="sr-only">
                  What
                </th>
                {([0, 1] as const).map((side) => (
                  <th key={side} scope="col" className="py-1.5 pr-3 text-left font-normal">
                    <Select
                      aria-label={side === 0 ? 'Left attempt' : 'Right attempt'}
                      className="h-7 w-full max-w-40"
                      value={String(pair[side])}
                      onValueChange={(value) => onPair(side === 0 ? [Number(value), pair[1]] : [pair[0], Number(value)])}
                      options={attempts
                        .filter((attempt) => attempt !== pair[1 - side])
                        .map((attempt) => ({ value: String(attempt), label: `Attempt ${attempt}` }))}
                    />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              <Row name="Outcome" sides={[left, right]}>
                {({ ended }) => (ended ? <StateLabel {...ATTEMPT_OUTCOMES[ended.outcome]} /> : <StateLabel state="running" />)}
              </Row>
              <Row name="Started" sides={[left, right]}>
                {({ ended }) => <RelativeTime at={ended?.startedAt ?? task.startedAt ?? ''} />}
              </Row>
              <Row name="Duration" sides={[left, right]}>
                {({ ended }) => <Duration from={ended?.startedAt ?? task.startedAt} to={ended?.finishedAt ?? null} />}
              </Row>
              <Row name="Cost" sides={[left, right]}>
                {({ costUsd, inputTokens, outputTokens }) => (
                  <>
                    <Money usd={costUsd} />{' '}
                    <span className="num text-faint text-xs">
                      {formatCount(inputTokens)} in, {formatCount(outputTokens)} out
                    </span>
                  </>
                )}
              </Row>
              <Row name="Turns" sides={[left, right]}>
                {({ turns, models }) => `${turns}${models.length > 0 ? ` · ${models.join(', ')}` : ''}`}
              </Row>
              <Row name="Tools" sides={[left, right]}>
                {({ tools }) => (tools.length === 0 ? <span className="text-faint">none</span> : <Tools tools={tools} />)}
              </Row>
              <Row name="Failure" sides={[left, right]}>
                {({ ended }) => (ended?.failure ? <FailureNote failure={ended.failure} /> : <span className="text-faint">none</span>)}
              </Row>
            </tbody>
          </table>
          <Text title="First request" sides={[left, right]} pick={(facts) => facts.request} />
          <Text title="Answer" sides={[left, right]} pick={(facts) => facts.answer} />
          {cut ? <p className="text-faint text-xs">Long texts are compared as far as the transcript shows them at first.</p> : null}
        </div>
      ) : (
        <Skeleton className="h-40" />
      )}
    </Dialog>
  );
}

function Row({
  name,
  sides,
  children,
}: {
  name: string;
  sides: [AttemptFacts, AttemptFacts];
  children: (facts: AttemptFacts) => ReactNode;
}) {
  return (
    <tr className="border-line border-b align-top">
      <th scope="row" className="py-1.5 pr-2 text-left font-normal text-faint text-xs">
        {name}
      </th>
      {sides.map((facts) => (
        <td key={facts.attempt} className="py-1.5 pr-3 [overflow-wrap:anywhere]">
          {children(facts)}
        </td>
      ))}
    </tr>
  );
}

function Tools({ tools }: { tools: AttemptFacts['tools'] }) {
  return (
    <ul className="flex flex-wrap gap-x-3">
      {tools.map(({ name, count, failed }) => (
        <li key={name}>
          <code className="text-xs">{name}</code> <span className="num text-faint">×{count}</span>
          {failed > 0 ? <span className="num text-failed"> {failed} failed</span> : null}
        </li>
      ))}
    </ul>
  );
}

function Text({ title, sides, pick }: { title: string; sides: [AttemptFacts, AttemptFacts]; pick: (facts: AttemptFacts) => string }) {
  const [left, right] = sides;
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-1.5" aria-label={title}>
      <h3 className="font-medium text-muted text-xs">{title}</h3>
      <TextDiff left={pick(left)} right={pick(right)} labels={[`Attempt ${left.attempt}`, `Attempt ${right.attempt}`]} />
    </section>
  );
}
