import type { Artifact } from '@/lib/contracts/artifact';
import type { Page } from '@/lib/contracts/common';
import type { DeadLetter, DeadLetterListItem, DeadLetterStatus, Incident, ReplayChanges } from '@/lib/contracts/dead-letter';
import type { EventPage, EventView } from '@/lib/contracts/event';
import type { Health } from '@/lib/contracts/live';
import type { CreatedRun, CreateRunInput, RunDetail, RunListItem, RunPlan } from '@/lib/contracts/run';
import type { TaskDetail } from '@/lib/contracts/task';
import { type ClientOptions, createSend, type Send } from './send';

export { SignalboxError } from './signalbox-error';

export interface RunListQuery {
  status?: string;
  q?: string;
  since?: string;
  sort?: 'created' | 'spent' | 'duration' | 'failed';
  dir?: 'asc' | 'desc';
}

/** A small typed client of the HTTP contract, for programs. Faults are thrown as `SignalboxError`. */
export interface SignalboxClient {
  runs: {
    /** With `idempotencyKey` it may be called again after a broken connection: one run, whatever happens. */
    create(input: CreateRunInput, options?: { idempotencyKey?: string }): Promise<CreatedRun>;
    get(runId: string): Promise<RunDetail>;
    plan(runId: string): Promise<RunPlan>;
    /** All that match, page by page as they are asked for. */
    list(query?: RunListQuery): AsyncIterable<RunListItem>;
    pause(runId: string): Promise<RunDetail>;
    resume(runId: string): Promise<RunDetail>;
    cancel(runId: string): Promise<RunDetail>;
    task(runId: string, key: string): Promise<TaskDetail>;
    artifacts(runId: string): AsyncIterable<Artifact>;
    /** The zip of all artifacts. */
    export(runId: string): Promise<Uint8Array>;
    /** The log from `after` on, and what is appended while you read; ends with the run. */
    follow(runId: string, options?: { after?: number; everyMs?: number; signal?: AbortSignal }): AsyncIterable<EventView>;
    /** Resolves once the run has ended, or waits for a person (PAUSED). */
    wait(runId: string, options?: { everyMs?: number; signal?: AbortSignal }): Promise<RunDetail>;
  };
  deadLetters: {
    /** All that match, newest first, page by page as they are asked for. */
    list(query?: { status?: DeadLetterStatus; fingerprint?: string; runId?: string; taskKey?: string }): AsyncIterable<DeadLetterListItem>;
    get(deadLetterId: string): Promise<DeadLetter>;
    replay(deadLetterId: string, options?: { changes?: ReplayChanges; overrideReason?: string }): Promise<DeadLetter>;
    resolve(deadLetterId: string, resolutionNotes: string): Promise<DeadLetter>;
    discard(deadLetterId: string, reason: string): Promise<DeadLetter>;
    reopen(deadLetterId: string): Promise<DeadLetter>;
  };
  incidents: {
    list(query?: { status?: 'open' | 'closed'; q?: string; runId?: string }): AsyncIterable<Incident>;
    get(fingerprint: string): Promise<Incident>;
    /** Goes on by itself: `get` says how far it is. */
    replay(fingerprint: string, options?: { changes?: ReplayChanges; canary?: boolean; perSecond?: number }): Promise<Incident>;
    stopReplay(fingerprint: string): Promise<Incident>;
  };
  health(): Promise<Health>;
  /** Any other call of the contract, e.g. `call('/workflows')`. */
  call<T>(...args: Parameters<Send>): Promise<T>;
}

const PAGE = 200;
const letterAt = (id: string, rest = '') => `/dead-letters/${encodeURIComponent(id)}${rest}`;
const incidentAt = (fingerprint: string, rest = '') => `/incidents/${encodeURIComponent(fingerprint)}${rest}`;
const FOLLOW_EVERY_MS = 1_000;
const ENDED = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED']);

export function createClient(options: ClientOptions): SignalboxClient {
  const send = createSend(options);
  const sleep = options.sleep ?? ((ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)));
  const call = async <T>(...args: Parameters<Send>): Promise<T> => {
    const response = await send(...args);
    return (response.status === 204 ? undefined : await response.json()) as T;
  };
  const at = (runId: string, rest = '') => `/runs/${encodeURIComponent(runId)}${rest}`;
  async function* pages<T>(path: string, query: Record<string, string | undefined> = {}): AsyncGenerator<T> {
    let cursor: string | undefined;
    do {
      const page: Page<T> = await call(path, { query: { ...query, limit: PAGE, cursor } });
      yield* page.items;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
  const get = (runId: string) => call<RunDetail>(at(runId));
  const post = (runId: string, verb: string) => call<RunDetail>(at(runId, `/${verb}`), { method: 'POST' });

  return {
    runs: {
      create: (input, { idempotencyKey } = {}) => call('/runs', { method: 'POST', body: input, idempotencyKey }),
      get,
      plan: (runId) => call(at(runId, '/plan')),
      list: (query = {}) => pages('/runs', { ...query }),
      pause: (runId) => post(runId, 'pause'),
      resume: (runId) => post(runId, 'resume'),
      cancel: (runId) => post(runId, 'cancel'),
      task: (runId, key) => call(at(runId, `/tasks/${encodeURIComponent(key)}`)),
      artifacts: (runId) => pages(at(runId, '/artifacts')),
      export: async (runId) => new Uint8Array(await (await send(at(runId, '/export'))).arrayBuffer()),
      async *follow(runId, { after = 0, everyMs = FOLLOW_EVERY_MS, signal } = {}) {
        let seq = after;
        while (!signal?.aborted) {
          const page: EventPage = await call(at(runId, '/events'), { query: { after: seq, limit: PAGE } });
          yield* page.items;
          seq = page.items.at(-1)?.seq ?? seq;
          if (seq < page.lastSeq) continue;
          // Asked behind the last event: what ended the run has been given out by then.
          const run = await get(runId);
          if (ENDED.has(run.status) && run.lastSeq === seq) return;
          await sleep(everyMs);
        }
      },
      async wait(runId, { everyMs = FOLLOW_EVERY_MS, signal } = {}) {
        for (;;) {
          const run = await get(runId);
          if (ENDED.has(run.status) || run.status === 'PAUSED') return run;
          signal?.throwIfAborted();
          await sleep(everyMs);
        }
      },
    },
    deadLetters: {
      list: (query = {}) => pages('/dead-letters', query),
      get: (id) => call(letterAt(id)),
      replay: (id, given = {}) => call(letterAt(id, '/replay'), { method: 'POST', body: given }),
      resolve: (id, resolutionNotes) => call(letterAt(id, '/resolve'), { method: 'POST', body: { resolutionNotes } }),
      discard: (id, reason) => call(letterAt(id, '/discard'), { method: 'POST', body: { reason } }),
      reopen: (id) => call(letterAt(id, '/reopen'), { method: 'POST' }),
    },
    incidents: {
      list: (query = {}) => pages('/incidents', query),
      get: (fingerprint) => call(incidentAt(fingerprint)),
      replay: (fingerprint, given = {}) => call(incidentAt(fingerprint, '/replay'), { method: 'POST', body: given }),
      stopReplay: (fingerprint) => call(incidentAt(fingerprint, '/replay/stop'), { method: 'POST' }),
    },
    health: async () => {
      const response = await (options.fetch ?? globalThis.fetch)(`${options.url.replace(/\/+$/, '')}/api/health`);
      return (await response.json()) as Health;
    },
    call,
  };
}
