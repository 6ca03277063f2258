import type { Comparison } from '@/lib/contracts/checkpoint';

type ComparedTask = Comparison['tasks'][number];

/** What differs first, in the order of the graph; then, if wanted, what is the same. */
export function orderTasks(tasks: readonly ComparedTask[], withSame: boolean): ComparedTask[] {
  const other = tasks.filter((task) => task.change !== 'same');
  return withSame ? [...other, ...tasks.filter((task) => task.change === 'same')] : other;
}

const WORDS: Record<string, string> = { dependsOn: 'what it waits for', costUsd: 'cost', durationMs: 'time', sideEffects: 'side effects' };

/** "prompt, tier": what of a task is another. */
export const differWords = (differs: readonly string[]): string => differs.map((name) => WORDS[name] ?? name).join(', ');

/** How a figure on the right stands to that on the left: "+$0.21", "−3"; empty where it is the same. */
export function deltaText(left: number | null, right: number | null, format: (value: number) => string): string {
  if (left === null || right === null || left === right) return '';
  return `${right > left ? '+' : '−'}${format(Math.abs(right - left))}`;
}
