import { Worker } from 'node:worker_threads';
import type { QuarantineFinding } from '@/lib/contracts/artifact';
import type { ContentScanner } from '@/server/core/ports/content-scanner';

/** Up to here a text is searched where it is: 1 ms for prose, 22 ms for the worst that was tried. What is longer goes to a thread. */
const INLINE_CHARS = 64 * 1024;
/** A thread takes 0.4 s to start and 12 ms for a megabyte of prose; what is made to take longer is not let through unseen. */
const TIMEOUT_MS = 10_000;

type Find = (content: string) => Promise<QuarantineFinding[]>;

export function createContentScanner({ inlineChars = INLINE_CHARS, timeoutMs = TIMEOUT_MS } = {}): ContentScanner {
  let find: Promise<Find> | null = null;
  // One thread at a time: large artifacts are rare, and the tasks of a worker have its processor too.
  let last: Promise<unknown> = Promise.resolve();
  return {
    async scan(content) {
      if (content.length <= inlineChars) {
        // The rules take 50 ms to load: where nothing is written, nobody waits for them.
        find ??= import('./find-secrets').then(({ createFinder }) => createFinder());
        return (await find)(content);
      }
      const next = last.then(() => scanInThread(content, timeoutMs));
      last = next;
      return next;
    },
  };
}

function scanInThread(content: string, timeoutMs: number): Promise<QuarantineFinding[]> {
  const worker = new Worker(new URL('./thread.mjs', import.meta.url), {
    workerData: content,
    // What starts this process must not run again in its threads.
    execArgv: [],
    env: {},
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
  });
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle(unsearched(content)), timeoutMs);
    function settle(found: QuarantineFinding[]): void {
      clearTimeout(timer);
      void worker.terminate();
      resolve(found);
    }
    worker.once('message', settle);
    worker.once('error', () => settle(unsearched(content)));
    worker.once('exit', () => settle(unsearched(content)));
  });
}

const unsearched = (content: string): QuarantineFinding[] => [
  { rule: 'unsearched', kind: 'secret', message: 'It could not be searched for secrets', start: 0, end: content.length, line: 1 },
];
