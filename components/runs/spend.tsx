import { cn } from '@/components/ui/cn';
import { Meter } from '@/components/ui/meter';
import { plural } from '@/lib/format/count';
import { formatMoney } from '@/lib/format/money';

const WARN_SHARE = 0.8;

interface SpendProps {
  spentUsd: number;
  budgetUsd: number | null;
  /** Calls of models without a known price: the sum is then a lower bound. */
  unpricedCalls: number;
  /** A bar beside the figures, where there is a budget. */
  meter?: boolean;
  className?: string;
}

/** "$1.84 of $5.00", and never "$0.00" alone where the price is unknown. */
export function Spend({ spentUsd, budgetUsd, unpricedCalls, meter = false, className }: SpendProps) {
  const share = budgetUsd ? spentUsd / budgetUsd : 0;
  const tone = share >= 1 ? 'bad' : share >= WARN_SHARE ? 'warn' : 'accent';
  const text = `${formatMoney(spentUsd)}${budgetUsd === null ? '' : ` of ${formatMoney(budgetUsd)}`}`;
  return (
    <span className={cn('num inline-flex items-center gap-2 whitespace-nowrap', className)} title={`$${spentUsd.toFixed(6)}`}>
      <span>
        {formatMoney(spentUsd)}
        {budgetUsd === null ? null : <span className="text-faint"> of {formatMoney(budgetUsd)}</span>}
        {unpricedCalls > 0 ? (
          <span className="text-waiting" title={`${plural(unpricedCalls, 'call')} of a model without a known price: not in this sum`}>
            {' '}
            + unpriced
          </span>
        ) : null}
      </span>
      {meter && budgetUsd !== null ? (
        <Meter label="Spend" value={spentUsd} max={budgetUsd} valueText={text} tone={tone} className="h-1 w-10" />
      ) : null}
    </span>
  );
}
