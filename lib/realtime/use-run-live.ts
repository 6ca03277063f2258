'use client';

import { useEffect, useEffectEvent } from 'react';
import type { ListListener } from './list-feed';
import { useLiveClient } from './live-provider';
import type { RunSubscription } from './run-feed';

/**
 * Follows a run while the component is there. The callbacks may be new functions at every render; `runId` and `words`
 * decide what is joined. `onChanged` is told at once when the run is beyond `after()`.
 */
export function useRunLive(runId: string, { after, words, onChanged, onWords, onError }: RunSubscription): void {
  const client = useLiveClient();
  const currentAfter = useEffectEvent(after);
  const changed = useEffectEvent(onChanged);
  const spoken = useEffectEvent((message: Parameters<NonNullable<typeof onWords>>[0]) => onWords?.(message));
  const failed = useEffectEvent((error: { code: string; message: string }) => onError?.(error));
  // The external system is the socket.
  useEffect(
    () =>
      client?.subscribeRun(runId, {
        words,
        after: () => currentAfter(),
        onChanged: (seq) => changed(seq),
        onWords: (message) => spoken(message),
        onError: (error) => failed(error),
      }),
    [client, runId, words],
  );
}

/** Hears which runs moved while the component is there, at most twice a second; `all` when it may have missed some. */
export function useListLive(onRunsChanged: ListListener): void {
  const client = useLiveClient();
  const moved = useEffectEvent(onRunsChanged);
  // The external system is the socket.
  useEffect(() => client?.subscribeList((runIds) => moved(runIds)), [client]);
}
