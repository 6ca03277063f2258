import { QueryCache, QueryClient } from '@tanstack/react-query';
import { readError } from './read-error';

const TRIES = 2;

/** Again only where another try can help: no answer, a failing or busy server. */
function mayHelp(failures: number, error: unknown): boolean {
  const { status } = readError(error);
  return failures < TRIES && (status === 0 || status === 429 || status >= 500);
}

/** The cache of one page load. `onSignedOut` is called when the server no longer knows the session. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (readError(error).code === 'unauthenticated') onSignedOut();
      },
    }),
    defaultOptions: {
      queries: { staleTime: 10_000, retry: mayHelp, retryDelay: (failures) => 400 * 2 ** failures, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
}
