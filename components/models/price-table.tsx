import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import type { ModelPrice, Price, PricesView } from '@/lib/contracts/model';
import { formatCount } from '@/lib/format/count';

interface PriceTableProps {
  items: readonly ModelPrice[];
  assumed: PricesView['assumed'];
  /** Absent: the viewer may only read. */
  onEdit?: (price: ModelPrice) => void;
}

const cell = 'py-2 pr-4 align-top';
/** "$0.25": cents always, so that figures line up; at most four places. */
export const formatRate = (usd: number): string =>
  `$${usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 4 })}`;

/** Models in use with their prices. Under 640 px the three figures stand under the name. */
export function PriceTable({ items, assumed, onEdit }: PriceTableProps) {
  return (
    <table className="w-full border-line border-t text-left">
      <thead className="text-faint text-xs">
        <tr className="h-8 border-line border-b [&>th]:font-normal">
          <th scope="col">Model</th>
          <th scope="col" className="pr-4 text-right max-sm:hidden">
            Input
          </th>
          <th scope="col" className="pr-4 text-right max-sm:hidden">
            Cached input
          </th>
          <th scope="col" className="pr-4 text-right max-sm:hidden">
            Output
          </th>
          <th scope="col">Price of</th>
          <th scope="col" className="pr-4 text-right max-sm:hidden">
            Calls, 24 h
          </th>
          <th scope="col">
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => {
          const price = item.override ?? item.catalogue;
          const figure = (pick: (price: Price) => number) => (price ? formatRate(pick(price)) : '–');
          return (
            <tr key={item.model} className="border-line border-b">
              <td className={`${cell} max-w-72`}>
                <span className="block font-mono text-xs [overflow-wrap:anywhere]">{item.model}</span>
                <span className="block text-faint text-xs">
                  {item.tiers.length > 0 ? item.tiers.join(', ') : 'in no tier'}
                  {price ? (
                    <span className="num sm:hidden">
                      {' '}
                      · {figure((one) => one.inputUsd)} in · {figure((one) => one.outputUsd)} out
                    </span>
                  ) : null}
                </span>
              </td>
              <td className={`${cell} num text-right max-sm:hidden`}>{figure((one) => one.inputUsd)}</td>
              <td className={`${cell} num text-right max-sm:hidden`}>{figure((one) => one.cachedInputUsd)}</td>
              <td className={`${cell} num text-right max-sm:hidden`}>{figure((one) => one.outputUsd)}</td>
              <td className={cell}>
                <Source item={item} assumed={assumed} />
              </td>
              <td className={`${cell} num text-right text-muted max-sm:hidden`}>{formatCount(item.calls)}</td>
              <td className="py-2 text-right align-top">
                {onEdit ? (
                  <Button size="sm" onClick={() => onEdit(item)} aria-label={`Set the price of ${item.model}`}>
                    {item.override ? 'Change' : 'Set'}
                  </Button>
                ) : null}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Source({ item, assumed }: { item: ModelPrice; assumed: PricesView['assumed'] }) {
  if (item.override) {
    const { catalogue } = item;
    return (
      <Badge
        tone="accent"
        title={catalogue ? `The catalogue says ${formatRate(catalogue.inputUsd)} in, ${formatRate(catalogue.outputUsd)} out` : undefined}
      >
        your own
      </Badge>
    );
  }
  if (item.offline) return <Badge title="Nothing is charged: figures to rehearse budgets with.">notional</Badge>;
  if (item.catalogue) return <span className="text-muted">catalogue</span>;
  return (
    <Badge
      tone="warn"
      title={`In runs with a budget it counts as ${formatRate(assumed.inputUsd)} in and ${formatRate(assumed.outputUsd)} out.`}
    >
      no price
    </Badge>
  );
}
