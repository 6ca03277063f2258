'use client';
import { plural } from '@/lib/format/count';
import { LiveBadge } from './live-badge';
import { useHealth } from './use-health';

/** The state of the live connection and how many workers serve. */
export function LiveIndicator() {
  const health = useHealth();
  const note = health ? (health.workers > 0 ? plural(health.workers, 'worker') : 'no worker') : undefined;
  return <LiveBadge state={health ? 'live' : 'catching_up'} note={note} />;
}
