'use client';
import type { ReactNode } from 'react';
import { Duration } from '@/components/ui/duration';
import { Meter } from '@/components/ui/meter';
import { Money } from '@/components/ui/money';
import { StateIcon } from '@/components/ui/state-icon';
import { Tooltip } from '@/components/ui/tooltip';
import type { RunDetail } from '@/lib/contracts/run';
import { formatCount, plural } from '@/lib/format/count';
import { formatMoney } from '@/lib/format/money';
import { useSettled } from './use-settled';

/** From this share of the budget on the bar warns. */
const WARN_FROM = 0.8;

/** The run's figures. They settle at most twice a second, so that they can be read while they move. */
export function RunFacts({ run: live, onFailed }: { run: RunDetail; onFailed: () => void }) {
  const run = useSettled(live);
  const { counts, budgetUsd, spentUsd, unpricedCalls } = run;
  const done = counts.succeeded + counts.skipped;
  return (
    <dl className="flex flex-wrap items-start gap-x-5 gap-y-1.5">
      <Fact label="Tasks">
        <span className="flex items-center gap-2">
          {run.status === 'PLANNING' ? 'planning' : `${formatCount(done)} of ${formatCount(counts.total)}`}
          {counts.failed > 0 ? (
            <Tooltip label="Open the next failed task" shortcut="F">
              <button
                type="button"
                onClick={onFailed}
                className="flex items-center gap-1 rounded-sm font-medium text-failed underline-offset-2 hover:underline pointer-coarse:-my-2 pointer-coarse:min-h-9"
              >
                <StateIcon state="failed" decorative size={13} /> {formatCount(counts.failed)} failed
              </button>
            </Tooltip>
          ) : null}
        </span>
      </Fact>
      <Fact label={unpricedCalls > 0 ? `Spent · ${plural(unpricedCalls, 'unpriced call')}` : 'Spent'}>
        <span className="flex items-center gap-2">
          <Money usd={spentUsd} />
          {budgetUsd === null ? null : (
            <>
              <Meter
                label="Spent"
                value={spentUsd}
                max={budgetUsd}
                valueText={`${formatMoney(spentUsd)} of ${formatMoney(budgetUsd)}`}
                tone={spentUsd >= budgetUsd ? 'bad' : spentUsd >= budgetUsd * WARN_FROM ? 'warn' : 'accent'}
                className="w-24 lg:w-32"
              />
              <span className="num font-normal text-faint">of {formatMoney(budgetUsd)}</span>
            </>
          )}
        </span>
      </Fact>
      <Fact label="Elapsed">
        <Duration from={run.startedAt ?? run.createdAt} to={run.finishedAt} />
      </Fact>
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-2xs text-faint">{label}</dt>
      <dd className="num font-semibold">{children}</dd>
    </div>
  );
}
