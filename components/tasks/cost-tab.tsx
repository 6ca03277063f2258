import { Money } from '@/components/ui/money';
import type { TaskDetail } from '@/lib/contracts/task';
import { formatCount } from '@/lib/format/count';
import { InheritedBadge, Unpriced } from './turn-item';

/** What each turn used and cost, and the sum. */
export function CostTab({ task }: { task: TaskDetail }) {
  const turns = task.turnUsage;
  if (turns.length === 0) return <p className="text-muted">No model call yet, so nothing was spent.</p>;
  // What another run has paid is told, and counts nowhere.
  const own = turns.filter((turn) => turn.inherited === null);
  const unpriced = own.filter((turn) => !turn.priced).length;
  const sum = (pick: (turn: TaskDetail['turnUsage'][number]) => number) => own.reduce((total, turn) => total + pick(turn), 0);
  const cell = 'num px-2 py-1.5 text-right first:pl-0 last:pr-0';
  return (
    <>
      <table className="w-full border-collapse text-xs">
        <thead className="text-faint">
          <tr className="border-line border-b">
            <th scope="col" className="py-1.5 pr-2 text-left font-medium">
              Turn
            </th>
            <th scope="col" className="px-2 py-1.5 text-left font-medium">
              Model
            </th>
            <th scope="col" className={`${cell} font-medium`}>
              Tokens in
            </th>
            <th scope="col" className={`${cell} font-medium`}>
              Tokens out
            </th>
            <th scope="col" className={`${cell} font-medium`}>
              Cost
            </th>
          </tr>
        </thead>
        <tbody>
          {turns.map((turn) => (
            <tr key={`${turn.conversation}-${turn.turn}`} className={`border-line border-b ${turn.inherited ? 'text-faint' : ''}`}>
              <td className="num py-1.5 pr-2">{turn.turn}</td>
              <td className="max-w-40 truncate px-2 py-1.5 font-mono" title={turn.model}>
                {turn.model}
              </td>
              <td className={cell}>{formatCount(turn.inputTokens)}</td>
              <td className={cell}>{formatCount(turn.outputTokens)}</td>
              <td className={cell}>
                {turn.inherited ? (
                  <InheritedBadge from={turn.inherited} short />
                ) : turn.priced ? (
                  <Money usd={turn.costUsd} />
                ) : (
                  <Unpriced />
                )}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot className="font-semibold">
          <tr>
            <td colSpan={2} className="py-2">
              Total
            </td>
            <td className={cell}>{formatCount(sum((turn) => turn.inputTokens))}</td>
            <td className={cell}>{formatCount(sum((turn) => turn.outputTokens))}</td>
            <td className={cell}>
              <Money usd={sum((turn) => (turn.priced ? turn.costUsd : 0))} />
            </td>
          </tr>
        </tfoot>
      </table>
      {unpriced > 0 ? (
        <p className="mt-3 text-muted text-xs">
          {unpriced === own.length ? 'No turn has a known price' : `${unpriced} of ${own.length} turns have no known price`}: the price
          catalogue does not know the model. The true cost is higher than shown.
        </p>
      ) : null}
    </>
  );
}
