import { useCallback, useSyncExternalStore } from 'react';

const PHONE = '(max-width: 639px)';

/** True where the screen is too narrow for a graph, or as the query says. On the server: false. */
export function useNarrow(query: string = PHONE): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(query).matches,
    () => false,
  );
}
