import { DeliveryFault } from '@/server/core/ports/notifier';
import type { Fetch } from '../net/guarded-fetch';

export const TIMEOUT_MS = 10_000;
const MAX_SHOWN = 200;

/** `Retry-After`: seconds, or a date. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}

/** Calls once; what is no success is a fault that says what came back. */
export async function send(fetch: Fetch, url: string, init: { headers: Record<string, string>; body?: string }): Promise<Response> {
  const method = init.body === undefined ? 'GET' : 'POST';
  const response = await fetch(url, { method, ...init, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error: unknown) => {
    throw new DeliveryFault(wordsOf(error));
  });
  if (response.ok) return response;
  const shown = (await response.text().catch(() => '')).slice(0, MAX_SHOWN);
  const wait = retryAfterMs(response.headers.get('retry-after'), Date.now());
  // 410 Gone: the receiver wants no more of it (Standard Webhooks).
  throw new DeliveryFault(`It answered ${response.status}${shown ? `: ${shown}` : ''}`, response.status === 410, wait);
}

/** The cause says more than "fetch failed". */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `No answer within ${TIMEOUT_MS / 1_000} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}
