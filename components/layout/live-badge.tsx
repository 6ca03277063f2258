import { cn } from '@/components/ui/cn';
import type { LiveState } from '@/lib/realtime/live-state';

const LOOKS = {
  live: { text: 'live', color: 'text-succeeded', meaning: 'Changes show as they happen' },
  catching_up: { text: 'catching up', color: 'text-running', meaning: 'Reading what happened in the meantime' },
  offline: { text: 'offline', color: 'text-failed', meaning: 'No connection: what you see may be old. It reconnects by itself.' },
} as const;

/** A dot, an open ring or a cross: the state of the live connection is never told by colour alone. */
function LiveGlyph({ state }: { state: LiveState }) {
  return (
    <svg
      viewBox="0 0 14 14"
      width={14}
      height={14}
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.8}
      strokeLinecap="round"
      className={cn('shrink-0', LOOKS[state].color, state === 'catching_up' && 'animate-turn')}
    >
      {state === 'live' ? (
        <>
          <circle cx="7" cy="7" r="6" fill="currentColor" stroke="none" opacity={0.18} />
          <circle cx="7" cy="7" r="3.2" fill="currentColor" stroke="none" />
        </>
      ) : null}
      {state === 'catching_up' ? <path d="M11.5 7A4.5 4.5 0 1 1 7 2.5" /> : null}
      {state === 'offline' ? <path d="M3.5 3.5l7 7M10.5 3.5l-7 7" /> : null}
    </svg>
  );
}

/** `note` follows the word: "live · 2 workers". It is left out of the narrow rail. */
export function LiveBadge({ state, note }: { state: LiveState; note?: string }) {
  const look = LOOKS[state];
  return (
    <span role="status" title={look.meaning} className="inline-flex items-center gap-1.5 whitespace-nowrap text-muted text-xs">
      <LiveGlyph state={state} />
      <span className="sm:max-lg:sr-only">
        {look.text}
        {note ? <span className="text-faint"> · {note}</span> : null}
      </span>
    </span>
  );
}
