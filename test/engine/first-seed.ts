const SAME_UNDER_CI = 20_260_801;

/**
 * The seed that a random test begins with: the variable's where one is given; the same every time with CI=true, so that a change is judged by what it
 * changes and not by the draw; a fresh one else. `npm run explore` is what looks for seeds that fail.
 */
export function firstSeed(variable: string): number {
  const given = process.env[variable];
  if (given !== undefined && given !== '') return Number(given);
  return process.env.CI === 'true' ? SAME_UNDER_CI : Math.floor(Math.random() * 1e9);
}
