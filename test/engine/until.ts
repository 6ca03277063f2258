const POLL_MS = 4;

/** Polls until `read` answers something truthy, and returns it. Rejects with what was awaited once the deadline has passed. */
export async function until<T>(what: string, read: () => T | Promise<T>, deadlineMs = 15_000): Promise<NonNullable<T>> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const value = await read();
    if (value) return value;
    if (performance.now() > end) throw new Error(`Waited ${deadlineMs} ms for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
