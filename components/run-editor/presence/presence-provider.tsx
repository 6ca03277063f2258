'use client';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useLiveClient } from '@/lib/realtime/live-provider';
import type { OtherPeer, PresenceFeed, PresenceState } from '@/lib/realtime/presence-feed';
import { createValueStore } from '../value-store';
import { PresenceContext } from './presence-context';

/** Stands around a run: who else has it open, and what this page tells them. Nothing below is drawn again but who listens. */
export function PresenceProvider({ runId, children }: { runId: string; children: ReactNode }) {
  const client = useLiveClient();
  const [others] = useState(() => createValueStore<readonly OtherPeer[]>([]));
  const feed = useRef<Pick<PresenceFeed, 'say'> | null>(null);
  const said = useRef<PresenceState | null>(null);
  // The external system is the socket.
  useEffect(() => {
    const opened = client?.openPresence(runId, others.set);
    feed.current = opened ?? null;
    if (said.current) opened?.say(said.current);
    return () => {
      opened?.close();
      feed.current = null;
      others.set([]);
    };
  }, [client, runId, others]);
  const presence = useMemo(
    () => ({
      others,
      say(state: PresenceState) {
        said.current = state;
        feed.current?.say(state);
      },
    }),
    [others],
  );
  return <PresenceContext value={presence}>{children}</PresenceContext>;
}
