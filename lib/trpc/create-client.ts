import { createTRPCClient, httpBatchLink, httpLink, splitLink, type TRPCClient } from '@trpc/client';
import type { AppRouter } from '@/server/api/router';

const URL = '/api/trpc';

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
          // A decision that is sent while its page goes away still arrives.
          fetch: (url, options) => fetch(url, { ...(options as RequestInit), keepalive: String(url).includes('/escalations.decide') }),
        }),
        false: httpBatchLink({ url: URL, maxItems: 20 }),
      }),
    ],
  });
}
