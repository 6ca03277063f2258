const MAX = 160;

/** The first line of a goal that says something, without Markdown's marks: what a run is called in lists. */
export function goalTitle(goal: string): string {
  const line = goal.split('\n').find((one) => /[\p{L}\p{N}]/u.test(one)) ?? goal;
  const plain = line
    .replace(/^\s*(?:#{1,6}|[-*+>]|\d+\.)\s+/, '')
    .replace(/(\*{1,3}|`)(\S(?:.*?\S)?)\1/g, '$2')
    .trim();
  return plain.length > MAX ? `${plain.slice(0, MAX - 1).trimEnd()}…` : plain;
}
