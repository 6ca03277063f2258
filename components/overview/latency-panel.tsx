import Link from 'next/link';
import { prepareLatency } from '@/components/charts/prepare-latency';
import { roleLabel } from '@/components/runs/filters/role-label';
import type { Overview } from '@/lib/contracts/dashboard';
import { formatCount } from '@/lib/format/count';
import { formatSeconds } from '@/lib/format/duration';
import { tasksLink } from './overview-links';

const percent = (share: number) => `${(share * 100).toFixed(1)}%`;

/** How long tasks take, by role: a table whose bars reach from the median to the slowest twentieth, on one logarithmic axis. */
export function LatencyPanel({ overview }: { overview: Overview }) {
  const rows = prepareLatency(overview.latency);
  return (
    <section aria-labelledby="latency" className="flex min-w-0 flex-col rounded-lg border border-line bg-surface px-4 pt-3 pb-2">
      <h2 id="latency" className="text-sm">
        Time a task takes, by role
      </h2>
      {rows.length === 0 ? (
        <p className="grid min-h-40 grow place-content-center text-center text-faint">No task succeeded in this time.</p>
      ) : (
        <table className="mt-1.5 w-full text-left text-xs">
          <thead>
            <tr className="text-faint">
              <th scope="col" className="py-1 font-normal">
                Role
              </th>
              <th scope="col" className="w-full py-1 font-normal max-sm:hidden">
                <span className="sr-only">Bar</span>
              </th>
              <th scope="col" className="py-1 pl-3 text-right font-normal" title="Half of them took less; within 9.1 %">
                p50
              </th>
              <th scope="col" className="py-1 pl-3 text-right font-normal" title="One in twenty took longer; within 9.1 %">
                p95
              </th>
              <th scope="col" className="py-1 pl-3 text-right font-normal">
                Tasks
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.role} className="border-line border-t">
                <th scope="row" className="whitespace-nowrap py-[5px] pr-3 font-medium">
                  {roleLabel(row.role)}
                </th>
                <td className="py-[5px] max-sm:hidden">
                  <span aria-hidden className="relative block h-2 min-w-16">
                    <span className="absolute inset-y-[3px] inset-x-0 rounded-full bg-line" />
                    <span
                      className="absolute inset-y-[2px] rounded-full bg-accent opacity-45"
                      style={{ left: percent(row.p50At), width: percent(Math.max(0.004, row.p95At - row.p50At)) }}
                    />
                    <span className="absolute top-0 size-2 -translate-x-1 rounded-full bg-accent" style={{ left: percent(row.p50At) }} />
                  </span>
                </td>
                <td className="num whitespace-nowrap py-[5px] pl-3 text-right">{formatSeconds(row.p50Ms)}</td>
                <td className="num whitespace-nowrap py-[5px] pl-3 text-right">{formatSeconds(row.p95Ms)}</td>
                <td className="num whitespace-nowrap py-[5px] pl-3 text-right">
                  <Link
                    href={tasksLink({ since: overview.range, outcome: 'succeeded', role: row.role })}
                    prefetch={false}
                    className="rounded-sm text-accent hover:underline"
                  >
                    {formatCount(row.count)}
                    <span className="sr-only"> tasks of {roleLabel(row.role)} that succeeded</span>
                  </Link>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
