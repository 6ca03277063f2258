import { SPANS } from '@/server/core/metrics/windows';
import type { Tx } from '@/server/infra/db/tx';
import { readCountedUntil } from '@/server/repositories/stats-view-repository';
import { type EndedFilter, type EndedPlace, readEnded, readEndedBuckets, type TimeRange } from '@/server/repositories/task-list-repository';

const BUCKETS_AT_ONCE = 200;

type Rows = Awaited<ReturnType<typeof readEnded>>;

/**
 * Attempts that ended since `from`, newest first. The table has no index by time beyond block ranges, so the statistics say which five
 * minutes (hours, days) hold what is asked for, and only those are read; what they have not counted yet is read whole.
 */
export async function listEnded(tx: Tx, filter: EndedFilter, from: Date, before: EndedPlace | null, limit: number): Promise<Rows> {
  const counted = await readCountedUntil(tx);
  const rows: Rows = [];
  let ranges: TimeRange[] = [];
  let expected = 0;
  const read = async () => {
    if (ranges.length > 0) rows.push(...(await readEnded(tx, joinRanges(ranges), filter, before, limit - rows.length)));
    ranges = [];
    expected = 0;
  };
  // Places are older than what the count has yet to see, as a rule.
  if (counted === null || before === null || before.atMicros >= counted.getTime() * 1000)
    ranges.push({ from: latest(from, counted), to: null });
  if (counted !== null) {
    for await (const range of countedRanges(tx, filter, { from, to: counted }, before)) {
      ranges.push(range);
      expected += range.isCut ? 0 : range.count;
      if (expected < limit - rows.length) continue;
      await read();
      if (rows.length >= limit) return rows;
    }
  }
  await read();
  return rows;
}

interface CountedRange extends TimeRange {
  count: number;
  /** Some of it lies before the place, or above the watermark: the count says little. */
  isCut: boolean;
}

/** Where the statistics know of such attempts, newest first. */
async function* countedRanges(
  tx: Tx,
  filter: EndedFilter,
  within: { from: Date; to: Date },
  before: EndedPlace | null,
): AsyncGenerator<CountedRange> {
  const end = before === null ? within.to : earliest(within.to, new Date(Math.floor(before.atMicros / 1000) + 1));
  for (const span of [SPANS.fine, SPANS.hour, SPANS.day]) {
    let to = end;
    for (;;) {
      const buckets = await readEndedBuckets(tx, span, filter, { from: within.from, to }, BUCKETS_AT_ONCE);
      for (const { bucket, count } of buckets) {
        const bucketEnd = new Date(bucket.getTime() + span * 1000);
        yield { from: bucket, to: earliest(bucketEnd, within.to), count, isCut: bucketEnd > end };
      }
      const last = buckets.at(-1);
      if (!last || buckets.length < BUCKETS_AT_ONCE) break;
      to = last.bucket;
    }
  }
}

/** Neighbours become one: each range is a look into the index. */
export function joinRanges(ranges: readonly TimeRange[]): TimeRange[] {
  const joined: TimeRange[] = [];
  for (const range of ranges) {
    const last = joined.at(-1);
    if (last && range.to?.getTime() === last.from.getTime()) last.from = range.from;
    else joined.push({ ...range });
  }
  return joined;
}

const latest = (a: Date, b: Date | null): Date => (b !== null && b > a ? b : a);
const earliest = (a: Date, b: Date): Date => (b < a ? b : a);
