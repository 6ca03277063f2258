import { errorOf } from './signalbox-error';

export interface ClientOptions {
  /** Where Signalbox is, e.g. `http://127.0.0.1:3000`. */
  url: string;
  /** An API token (Settings → API tokens). */
  token: string;
  fetch?: typeof globalThis.fetch;
  /** Waits between tries; replaced in tests. */
  sleep?: (ms: number) => Promise<void>;
}

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  /** Makes a POST safe to send again: the first answer is given once more within 24 h. */
  idempotencyKey?: string;
}

export type Send = (path: string, call?: Call) => Promise<Response>;

const MAX_TRIES = 5;
const FIRST_WAIT_MS = 250;
const MAX_WAIT_MS = 30_000;

/**
 * Sends calls below `/api/v1`. Waits and sends again after 429 and 503, and where the connection broke: reads and calls with an
 * idempotency key only, since anything else might happen twice.
 * @throws SignalboxError for an answer that is no success; TypeError where nobody answers
 */
export function createSend(options: ClientOptions): Send {
  const base = `${options.url.replace(/\/+$/, '')}/api/v1`;
  const request = options.fetch ?? globalThis.fetch;
  const sleep = options.sleep ?? ((ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)));
  return async (path, call = {}) => {
    const { method = 'GET', query = {}, body, idempotencyKey } = call;
    const search = new URLSearchParams(
      Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    );
    const isRepeatable = method === 'GET' || idempotencyKey !== undefined;
    const init: RequestInit = {
      method,
      headers: {
        authorization: `Bearer ${options.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    for (let attempt = 1; ; attempt += 1) {
      const isLast = attempt >= MAX_TRIES || !isRepeatable;
      const waitMs = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
      const response = await request(`${base}${path}${search.size > 0 ? `?${search}` : ''}`, init).catch((error: unknown) => {
        if (isLast) throw error;
        return null;
      });
      if (response?.ok) return response;
      // A refusal because of the rate did nothing yet: it may be repeated whatever it was.
      const isRate = response?.status === 429 && attempt < MAX_TRIES;
      if (response && !isRate && (isLast || response.status !== 503)) throw await errorOf(response);
      await sleep(Math.max(waitMs, secondsOf(response) * 1000));
    }
  };
}

function secondsOf(response: Response | null): number {
  const seconds = Number(response?.headers.get('retry-after') ?? 0);
  return Number.isFinite(seconds) ? Math.min(seconds, MAX_WAIT_MS / 1000) : 0;
}
