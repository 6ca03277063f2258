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
  className?: string;
}

/** "$1.84 of $5.00" and a bar where there is a budget. Never "$0.00" alone where the price is unknown. */
export function Spend({ spentUsd, budgetUsd, unpricedCalls, className }: SpendProps) {
  const share = budgetUsd ? spentUsd / budgetUsd : 0;
  const tone = share >= 1 ? 'bad' : share >= WARN_SHARE ? 'warn' : 'accent';
  return (
    <span className={cn('num inline-flex items-center gap-1.5 whitespace-nowrap', className)}>
      <span title={`$${spentUsd.toFixed(6)}`} className="lg:w-14 lg:text-right">
        {formatMoney(spentUsd)}
      </span>
      {budgetUsd === null ? null : (
        <>
          <span className="text-faint lg:w-[68px]">of {formatMoney(budgetUsd)}</span>
          <Meter
            label="Spend of budget"
            value={spentUsd}
            max={budgetUsd}
            valueText={`${Math.round(share * 100)} %`}
            tone={tone}
            className={cn('h-1 w-10', unpricedCalls > 0 && 'max-sm:hidden')}
          />
        </>
      )}
      {unpricedCalls > 0 ? (
        <span className="text-waiting text-xs" title={`${plural(unpricedCalls, 'call')} of a model without a known price: not in this sum`}>
          + unpriced
        </span>
      ) : null}
    </span>
  );
}
