import { createContext, use, useEffect } from 'react';
import type { OtherPeer, PresenceState } from '@/lib/realtime/presence-feed';
import { createValueStore, type ValueStore } from '../value-store';

export interface RunPresence {
  others: ValueStore<readonly OtherPeer[]>;
  say: (state: PresenceState) => void;
}

/** Without a provider nobody else is there: the canvas is used for workflows too. */
const ALONE: RunPresence = { others: createValueStore<readonly OtherPeer[]>([]), say: () => undefined };

export const PresenceContext = createContext<RunPresence>(ALONE);

export const usePresence = (): RunPresence => use(PresenceContext);

/** Says what this page does. `state` as text, so that the same is not said twice. */
export function useSay(state: string): void {
  const { say } = usePresence();
  // The external system is the socket.
  useEffect(() => say(JSON.parse(state)), [say, state]);
}
