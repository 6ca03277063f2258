import type { EventView } from '@/lib/contracts/event';

/** Rows of the log as the list draws them, oldest first. `at` gives nothing for a row that is still being read. */
export interface LogRows {
  count: number;
  at: (index: number) => EventView | undefined;
  /** Of the newest row. */
  lastSeq: number;
  isReading: boolean;
  error: unknown;
  retry: () => void;
}

export const PAGE = 200;

/** The pages, by number, that hold rows `first` to `last`; of a log of `count` rows. */
export function pagesInSight(first: number, last: number, count: number): number[] {
  if (count === 0) return [];
  const from = Math.floor(Math.max(0, first) / PAGE);
  const to = Math.floor(Math.min(count - 1, Math.max(0, last)) / PAGE);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
