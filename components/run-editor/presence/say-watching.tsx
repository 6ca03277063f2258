'use client';
import { useSay } from './presence-context';

/** The run is watched, and perhaps one of its tasks is open. */
export function SayWatching({ taskKey }: { taskKey: string | null }) {
  useSay(JSON.stringify({ mode: 'watching', selection: taskKey === null ? [] : [taskKey], staged: 0, baseVersion: null }));
  return null;
}
