'use client';
import { useNowText } from '@/components/ui/now';
import { formatExact } from '@/lib/format/time';

/** To the second, in the viewer's zone, which only the browser knows. */
export function ExactTime({ at }: { at: string }) {
  const exact = useNowText(() => formatExact(at), '');
  return (
    <time dateTime={at} title={at}>
      {exact}
    </time>
  );
}
