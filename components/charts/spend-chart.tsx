'use client';
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatCount, formatShortCount } from '@/lib/format/count';
import { formatMoney } from '@/lib/format/money';
import { AXIS, CURSOR, GRID, MARGIN } from './chart-style';
import { ChartTip } from './chart-tip';
import { namedSteps } from './prepare-series';
import type { SpendBar } from './prepare-spend';

/** What was spent, step by step. */
export function SpendChart({ bars }: { bars: SpendBar[] }) {
  const axisOf = new Map(bars.map((bar) => [bar.at, bar.axis]));
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={bars} margin={MARGIN} barCategoryGap="18%" accessibilityLayer={false}>
        <CartesianGrid {...GRID} />
        <XAxis dataKey="at" {...AXIS} height={22} minTickGap={28} ticks={namedSteps(bars)} tickFormatter={(at) => axisOf.get(at) ?? ''} />
        <YAxis {...AXIS} width={52} tickFormatter={formatMoney} />
        <Tooltip
          cursor={CURSOR}
          isAnimationActive={false}
          content={({ payload }) => {
            const bar = payload?.[0]?.payload as SpendBar | undefined;
            if (!bar) return null;
            const lines = [
              { name: 'Spent', value: formatMoney(bar.costUsd), color: 'var(--accent)' },
              { name: 'Tokens', value: formatShortCount(bar.tokens) },
              { name: 'Calls', value: formatCount(bar.calls) },
            ];
            return <ChartTip title={`From ${bar.exact}`} lines={lines} />;
          }}
        />
        <Bar dataKey="costUsd" fill="var(--accent)" isAnimationActive={false} maxBarSize={28} />
      </BarChart>
    </ResponsiveContainer>
  );
}
