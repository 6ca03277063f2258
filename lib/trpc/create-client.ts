import { createTRPCClient, httpBatchLink, httpLink, splitLink, type TRPCClient } from '@trpc/client';
import type { AppRouter } from '@/server/api/router';

const URL = '/api/trpc';

/** Browsers let 64 kB outlive a page, all of it together. */
const MAX_LASTING = 48_000;

/** A decision that is sent while its page goes away still arrives. */
const lasting: typeof fetch = (url, options) => {
  const size = typeof options?.body === 'string' ? options.body.length : 0;
  const isDecision = /\/(escalations|approvals|proposals)\.decide/.test(String(url));
  return fetch(url, { ...options, keepalive: isDecision && size < MAX_LASTING });
};

/**
 * The browser's client. Calls of one moment share a request; a call with `context.idempotencyKey` goes alone, with that
 * key in its `idempotency-key` header, so that a repeated press or a retry after a lost answer creates once.
 */
export function createTrpcClient(): TRPCClient<AppRouter> {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (op) => typeof op.context.idempotencyKey === 'string',
        true: httpLink({
          url: URL,
          headers: ({ op }) => ({ 'idempotency-key': String(op.context.idempotencyKey) }),
          fetch: lasting,
        }),
        false: httpBatchLink({ url: URL, maxItems: 20, fetch: lasting }),
      }),
    ],
  });
}
