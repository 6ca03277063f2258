const format = new Intl.NumberFormat('en-US');

/** 12,340. */
export const formatCount = (count: number): string => format.format(count);

/** "1 task", "12 tasks". */
export const plural = (count: number, one: string, many = `${one}s`): string => `${formatCount(count)} ${count === 1 ? one : many}`;

/** For figures that need no last digit: "940", "12.3k", "4.56M". */
export function formatShortCount(count: number): string {
  if (count < 10_000) return formatCount(Math.round(count));
  const [size, unit] =
    count < 999_500 ? [count / 1_000, 'k'] : count < 999_500_000 ? [count / 1_000_000, 'M'] : [count / 1_000_000_000, 'G'];
  return `${size.toFixed(size < 100 ? 1 : 0)}${unit}`;
}
