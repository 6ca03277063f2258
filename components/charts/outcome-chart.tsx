'use client';
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatCount, formatShortCount } from '@/lib/format/count';
import { AXIS, CURSOR, GRID, MARGIN } from './chart-style';
import { ChartTip } from './chart-tip';
import { OUTCOME_COLORS, OUTCOME_LABELS } from './outcome-style';
import { type OutcomeBar, outcomesShown } from './prepare-outcomes';
import { namedSteps } from './prepare-series';

/** Attempts that ended, stacked by what they came to. */
export function OutcomeChart({ bars }: { bars: OutcomeBar[] }) {
  const outcomes = outcomesShown(bars);
  const axisOf = new Map(bars.map((bar) => [bar.at, bar.axis]));
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={bars} margin={MARGIN} barCategoryGap="18%" accessibilityLayer={false}>
        <CartesianGrid {...GRID} />
        <XAxis dataKey="at" {...AXIS} height={22} minTickGap={28} ticks={namedSteps(bars)} tickFormatter={(at) => axisOf.get(at) ?? ''} />
        <YAxis {...AXIS} width={38} allowDecimals={false} tickFormatter={formatShortCount} />
        <Tooltip
          cursor={CURSOR}
          isAnimationActive={false}
          content={({ payload }) => {
            const bar = payload?.[0]?.payload as OutcomeBar | undefined;
            if (!bar) return null;
            const lines = outcomes.map((outcome) => ({
              name: OUTCOME_LABELS[outcome],
              value: formatCount(bar[outcome]),
              color: OUTCOME_COLORS[outcome],
            }));
            return <ChartTip title={`From ${bar.exact}`} lines={lines} />;
          }}
        />
        {outcomes.map((outcome) => (
          <Bar key={outcome} dataKey={outcome} stackId="ended" fill={OUTCOME_COLORS[outcome]} isAnimationActive={false} maxBarSize={28} />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}
