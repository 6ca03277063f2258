/**
 * One run of `work` at a time, and `restMs` between two. A call meanwhile is answered by the run after the current one,
 * which began later than the call and so sees what the call was about; any number of such calls share that run.
 */
export function coalesce(work: () => Promise<unknown>, restMs: number, sleep: (ms: number) => Promise<unknown>): () => Promise<void> {
  let current: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const start = (): Promise<void> => {
    const done = work().then(
      () => undefined,
      () => undefined,
    );
    current = done
      .then(() => sleep(restMs))
      .then(() => {
        current = null;
      });
    return done;
  };
  return () => {
    if (!current) return start();
    next ??= current.then(() => {
      next = null;
      return start();
    });
    return next;
  };
}
