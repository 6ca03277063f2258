import { Worker } from 'node:worker_threads';
import type { BinaryKind } from '@/lib/documents/sniff-document';
import { AppError } from '@/lib/errors';
import type { DocumentReader, DocumentResult } from '@/server/core/ports/document-reader';

export interface ReaderLimits {
  /** Until a document is given up. */
  timeoutMs: number;
  /** JavaScript's heap of the thread. */
  heapMb: number;
  /** How much the whole process may grow meanwhile: buffers are outside of the heap's limit. */
  growthMb: number;
}

const DEFAULT_LIMITS: ReaderLimits = { timeoutMs: 20_000, heapMb: 256, growthMb: 768 };
const AT_ONCE = 2;
const MAX_WAITING = 20;
const LOOK_EVERY_MS = 100;
const MIB = 1024 * 1024;

/** Reads each document in a thread of its own, which is ended at its limits: nothing in a file can stop the process. */
export function createDocumentReader(limits: ReaderLimits = DEFAULT_LIMITS): DocumentReader {
  let running = 0;
  const waiting: (() => void)[] = [];
  async function enter(): Promise<void> {
    if (running < AT_ONCE) {
      running += 1;
      return;
    }
    if (waiting.length >= MAX_WAITING)
      throw new AppError('unavailable', 'Too many documents are being read. Try again in a moment.', [], 5);
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
  return {
    async read(kind, bytes) {
      await enter();
      try {
        return await readInThread(kind, bytes, limits);
      } finally {
        leave();
      }
    },
  };
}

function readInThread(kind: BinaryKind, bytes: Uint8Array, { timeoutMs, heapMb, growthMb }: ReaderLimits): Promise<DocumentResult> {
  const worker = new Worker(new URL('./thread.mjs', import.meta.url), {
    workerData: { kind, bytes },
    // What starts this process must not run again in its threads.
    execArgv: [],
    env: {},
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
  });
  const before = process.memoryUsage.rss();
  return new Promise<DocumentResult>((resolve) => {
    const refuse = (why: string) => settle({ ok: false, why });
    const tooLarge = () => refuse('needs more memory to read than one document may have. Split it, or keep the part that matters');
    const timer = setTimeout(
      () => refuse(`could not be read within ${timeoutMs / 1000} s. Split it, or keep the part that matters`),
      timeoutMs,
    );
    const look = setInterval(() => {
      if (process.memoryUsage.rss() - before > growthMb * MIB) tooLarge();
    }, LOOK_EVERY_MS);
    function settle(result: DocumentResult): void {
      clearTimeout(timer);
      clearInterval(look);
      void worker.terminate();
      resolve(result);
    }
    worker.once('message', settle);
    worker.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') tooLarge();
      else refuse(`is damaged: it cannot be read`);
    });
    worker.once('exit', () => refuse('is damaged: it cannot be read'));
  });
}
