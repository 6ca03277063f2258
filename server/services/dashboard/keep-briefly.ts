/** How many answers are kept at once; each is a few kB. */
const MAX_KEPT = 64;

/**
 * Answers by key that may be a little old: however many ask, the work is done once in `forMs`, and never twice at a time for one key. A
 * failure is not kept.
 */
export function keepBriefly<T>(forMs: number, nowMs: () => number): (key: string, work: () => Promise<T>) => Promise<T> {
  const kept = new Map<string, { untilMs: number; value: Promise<T> }>();
  return (key, work) => {
    const known = kept.get(key);
    if (known && known.untilMs > nowMs()) return known.value;
    // Under way it does not age: the time runs from the answer on.
    const entry = { untilMs: Number.POSITIVE_INFINITY, value: work() };
    kept.delete(key);
    kept.set(key, entry);
    for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - MAX_KEPT))) kept.delete(oldest);
    entry.value.then(
      () => {
        entry.untilMs = nowMs() + forMs;
      },
      () => {
        if (kept.get(key) === entry) kept.delete(key);
      },
    );
    return entry.value;
  };
}
