'use client';
import { cn } from '@/components/ui/cn';
import { useNowText } from '@/components/ui/now';
import { formatDuration } from '@/lib/format/duration';
import { formatExact } from '@/lib/format/time';

const SOON_MS = 300_000;

/** What is left until a deadline, to the second; red once it is close or over. */
export function Countdown({ at, className }: { at: string; className?: string }) {
  const text = useNowText((nowMs) => {
    const left = Date.parse(at) - nowMs;
    return left < 0 ? `−${formatDuration(-left)}` : formatDuration(Math.max(left, 1_000));
  }, '');
  const isSoon = useNowText((nowMs) => (Date.parse(at) - nowMs < SOON_MS ? 'soon' : ''), '') !== '';
  const exact = useNowText(() => formatExact(at), at);
  return (
    <time dateTime={at} title={exact} className={cn('num whitespace-nowrap', isSoon && 'font-semibold text-failed', className)}>
      {text}
    </time>
  );
}
