/** Two paths in a box of `width` by `height`: the line, and the ground under it. Null where there is nothing to draw. */
export function prepareSparkline(values: readonly (number | null)[], width: number, height: number): { line: string; area: string } | null {
  const top = Math.max(...values.map((value) => value ?? 0), 0);
  const known = values.flatMap((value, index) => (value === null ? [] : [{ value, index }]));
  const first = known[0];
  const last = known.at(-1);
  if (top === 0 || !first || !last || first === last) return null;
  // The line is two wide: it must not be cut at its highest and lowest.
  const x = (index: number) => round((index / (values.length - 1)) * width);
  const y = (value: number) => round(height - 1 - (value / top) * (height - 2));
  const line = known.map(({ value, index }, at) => `${at === 0 ? 'M' : 'L'}${x(index)} ${y(value)}`).join('');
  return { line, area: `${line}L${x(last.index)} ${height}L${x(first.index)} ${height}Z` };
}

const round = (value: number): number => Math.round(value * 10) / 10;
