import type { State } from '@/components/ui/states';
import type { BarLook } from './prepare-bars';

/** Colour and shape of each kind of bar: no two are told apart by colour alone. */
export const BAR_LOOK: Record<BarLook, string> = {
  running: 'h-4 rounded-l bg-running text-on-accent',
  succeeded: 'h-4 rounded bg-succeeded text-on-accent',
  failed: 'h-4 rounded-l bg-failed text-on-accent [clip-path:polygon(0_0,calc(100%-5px)_0,100%_50%,calc(100%-5px)_100%,0_100%)]',
  held: 'h-2.5 rounded-sm bg-running/70 text-on-accent',
  lost: 'h-4 rounded border border-waiting border-dashed bg-waiting-soft text-waiting',
  cancelled: 'h-4 rounded border border-line-strong border-dashed bg-pending-soft text-muted',
  wait: 'bar-hatched h-4 rounded border border-waiting text-waiting',
  retry: 'h-0 border-t-2 border-faint border-dashed',
  queue: 'h-px bg-line-strong',
};

/** The icon inside a bar that has room for one. */
export const BAR_STATE: Partial<Record<BarLook, State>> = {
  succeeded: 'succeeded',
  failed: 'failed',
  running: 'running',
  cancelled: 'cancelled',
  wait: 'waiting',
};
