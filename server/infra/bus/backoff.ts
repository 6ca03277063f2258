const FIRST_MS = 50;
const LONGEST_MS = 2_000;

/** Wait before reconnect number `failures` (from 0): doubling, half of it by chance, so that processes do not come back as one. */
export function backoffMs(failures: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
  return full / 2 + (Math.random() * full) / 2;
}

/** Resolves true if `work` does within `timeoutMs`, else false. A rejection counts as false. */
export async function withinMs(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  const done = work.then(
    () => true,
    () => false,
  );
  const answer = await Promise.race([done, late]);
  clearTimeout(timer);
  return answer;
}
