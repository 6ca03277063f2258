import type { Range } from '@/lib/contracts/dashboard';

/** As the contract has them; the browser takes only types from there. */
export const RANGES = ['24h', '7d', '30d'] as const satisfies readonly Range[];
export type { Range };

export const RANGE_WORDS: Record<Range, string> = {
  '24h': 'in the last 24\u00a0h',
  '7d': 'in the last 7\u00a0days',
  '30d': 'in the last 30\u00a0days',
};
