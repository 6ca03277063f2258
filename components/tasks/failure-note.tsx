import { StateIcon } from '@/components/ui/state-icon';
import type { Failure } from '@/lib/contracts/task';
import { failureWords, placeWords } from './failure-words';

/** A failure for an operator: the cause in words first, the exact message and the place after it, the stack on request. */
export function FailureNote({ failure, lead }: { failure: Failure; lead?: string }) {
  const words = failureWords(failure);
  return (
    <section className="rounded-md border border-failed/40 bg-failed-soft px-3 py-2.5" aria-label="Failure">
      <div className="flex gap-2">
        <StateIcon state="failed" decorative className="mt-[3px]" />
        <div className="min-w-0 flex-1">
          <p className="font-semibold">
            {lead ? `${lead}: ` : ''}
            {words.title}
          </p>
          <p className="mt-0.5 [overflow-wrap:anywhere]">{failure.message}</p>
          <p className="mt-1 text-muted text-xs">{words.advice}</p>
          <p className="mt-1.5 flex flex-wrap gap-x-2.5 text-muted text-xs">
            <code>{failure.code}</code>
            <span>{placeWords(failure.place)}</span>
            {failure.httpStatus === null ? null : <span className="num">HTTP {failure.httpStatus}</span>}
            <span>{failure.permanent ? 'permanent: another try would fail the same way' : 'transient'}</span>
          </p>
          {failure.stack ? (
            <details className="mt-1.5 text-xs">
              <summary className="cursor-pointer text-muted hover:text-fg">Stack</summary>
              <pre className="scroll-quiet mt-1 max-h-64 overflow-auto rounded-sm bg-surface p-2 leading-[1.5]">{failure.stack}</pre>
            </details>
          ) : null}
        </div>
      </div>
    </section>
  );
}
