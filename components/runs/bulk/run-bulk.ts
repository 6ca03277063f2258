import { readError } from '@/lib/query/read-error';

const AT_ONCE = 3;
/** A server that is asked too much says for how long to rest; else this. */
const REST_S = 1;
const MAX_RESTS = 30;

export interface BulkFailure {
  id: string;
  reason: string;
}

export interface BulkProgress {
  total: number;
  done: number;
  failures: readonly BulkFailure[];
}

interface BulkDeps {
  act: (id: string) => Promise<unknown>;
  onProgress: (progress: BulkProgress) => void;
  signal: AbortSignal;
  sleep: (ms: number) => Promise<unknown>;
}

/** Does one thing to each, three at a time, until all are done or the signal fires: what is under way then still ends. */
export async function runBulk(ids: readonly string[], { act, onProgress, signal, sleep }: BulkDeps): Promise<BulkProgress> {
  let progress: BulkProgress = { total: ids.length, done: 0, failures: [] };
  const waiting = [...ids];
  const report = (failure?: BulkFailure) => {
    progress = { ...progress, done: progress.done + 1, failures: failure ? [...progress.failures, failure] : progress.failures };
    onProgress(progress);
  };
  async function one(id: string): Promise<void> {
    for (let rests = 0; ; rests += 1) {
      try {
        await act(id);
        return report();
      } catch (error) {
        const { code, message, retryAfterSeconds } = readError(error);
        if (code !== 'too_many_requests' || rests === MAX_RESTS || signal.aborted) return report({ id, reason: message });
        await sleep((retryAfterSeconds ?? REST_S) * 1000);
      }
    }
  }
  async function lane(): Promise<void> {
    for (let id = waiting.shift(); id !== undefined && !signal.aborted; id = waiting.shift()) await one(id);
  }
  onProgress(progress);
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return progress;
}
