'use client';
import { plural } from '@/lib/format/count';
import { useLiveState } from '@/lib/realtime/live-provider';
import { LiveBadge } from './live-badge';
import { useHealth } from './use-health';

/** The state of the live connection and how many workers serve. */
export function LiveIndicator() {
  const state = useLiveState();
  const health = useHealth();
  const note = health ? (health.workers > 0 ? plural(health.workers, 'worker') : 'no worker') : undefined;
  return <LiveBadge state={state} note={state === 'live' ? note : undefined} />;
}
