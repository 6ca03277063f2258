/** What recharts is told; colours are the theme's own. */
export const AXIS = {
  stroke: 'var(--line-strong)',
  tick: { fill: 'var(--fg-faint)', fontSize: 11 },
  tickLine: false,
  axisLine: false,
} as const;
export const GRID = { stroke: 'var(--line)', vertical: false } as const;
export const CURSOR = { fill: 'var(--hover)' } as const;
export const MARGIN = { top: 6, right: 0, bottom: 0, left: 0 } as const;
