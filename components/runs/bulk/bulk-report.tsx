import { Button } from '@/components/ui/button';
import { Meter } from '@/components/ui/meter';
import type { RunListItem } from '@/lib/contracts/run';
import { formatCount, plural } from '@/lib/format/count';
import { goalTitle } from '../goal-title';
import { BULK_WORDS } from './bulk-actions';
import type { BulkState } from './use-bulk';

interface BulkReportProps {
  state: BulkState;
  /** For the goals of those that failed. */
  runs: readonly RunListItem[];
  onStop: () => void;
  onRetry: (ids: string[]) => void;
  onDismiss: () => void;
}

/** "Pausing 37 of 120", then what came of it: who failed, why, and trying those again. */
export function BulkReport({ state, runs, onStop, onRetry, onDismiss }: BulkReportProps) {
  const { action, phase, progress } = state;
  const { total, done, failures } = progress;
  const words = BULK_WORDS[action];
  const goalOf = (id: string) => runs.find((run) => run.id === id)?.goal ?? id;
  const ended = `${words.done} ${plural(done - failures.length, 'run')}${done < total ? `, stopped before ${formatCount(total - done)}` : ''}`;
  return (
    <div role="status" className="grid gap-2 border-line border-b px-4 py-2 last:border-b-0 sm:px-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span className="num font-medium">
          {phase === 'ended' ? ended : `${words.doing} ${formatCount(done)} of ${formatCount(total)}`}
          {failures.length > 0 ? <span className="text-failed">, {formatCount(failures.length)} failed</span> : null}
        </span>
        {phase === 'ended' ? null : (
          <Meter label={words.doing} value={done} max={total} valueText={`${done} of ${total}`} tone="accent" className="h-1 w-40" />
        )}
        <span className="ml-auto flex gap-2">
          {phase !== 'ended' ? (
            <Button busy={phase === 'stopping'} onClick={onStop}>
              {phase === 'stopping' ? 'Stopping…' : 'Stop'}
            </Button>
          ) : (
            <>
              {failures.length > 0 ? (
                <Button onClick={() => onRetry(failures.map((failure) => failure.id))}>Try {plural(failures.length, 'run')} again</Button>
              ) : null}
              <Button variant="quiet" onClick={onDismiss}>
                Close
              </Button>
            </>
          )}
        </span>
      </div>
      {failures.length > 0 ? (
        <ul className="scroll-quiet grid max-h-32 gap-1 overflow-y-auto text-xs">
          {failures.map(({ id, reason }) => (
            <li key={id} className="flex min-w-0 gap-2 max-sm:flex-col max-sm:gap-0">
              <span className="max-w-80 shrink-0 truncate font-medium">{goalTitle(goalOf(id))}</span>
              <span className="text-failed">{reason}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
