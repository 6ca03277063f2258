import { formatMoney } from '@/lib/format/money';
import { cn } from './cn';

/** US dollars with tabular figures; the full amount on hover. */
export function Money({ usd, className }: { usd: number; className?: string }) {
  return (
    <span title={`$${usd.toFixed(6)}`} className={cn('num', className)}>
      {formatMoney(usd)}
    </span>
  );
}
