'use client';
import { Braces } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { EventView } from '@/lib/contracts/event';
import { formatCount, plural } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import type { EventFilter } from '@/lib/run-cache/match-event';
import { useTRPCClient } from '@/lib/trpc/context';
import { filterInput } from './use-filtered-log';

const PAGE = 200;
/** More than this is a job for the HTTP interface: a clipboard of megabytes helps nobody. */
const AT_MOST = 10_000;

/** Copies the events that match as JSON, with the number read so far while it takes time. */
export function CopyEvents({ runId, filter }: { runId: string; filter: EventFilter }) {
  const api = useTRPCClient();
  const [readSoFar, setReadSoFar] = useState<number | null>(null);
  const copy = async () => {
    let events: EventView[] = [];
    setReadSoFar(0);
    try {
      for (let before = Number.MAX_SAFE_INTEGER; events.length < AT_MOST; ) {
        const { items } = await api.runs.events.query({ runId, before, limit: PAGE, ...filterInput(filter) });
        events = [...items, ...events];
        setReadSoFar(events.length);
        if (items.length < PAGE) break;
        before = items[0]?.seq ?? 0;
      }
      await navigator.clipboard.writeText(JSON.stringify(events, null, 2));
      const cut = events.length >= AT_MOST ? 'These are the newest; older ones come over HTTP: see “Copy as curl”.' : undefined;
      toast.success(`Copied ${plural(events.length, 'event')} as JSON`, { description: cut });
    } catch (error) {
      toast.error('The events were not copied', { description: explainError(readError(error)) });
    } finally {
      setReadSoFar(null);
    }
  };
  return (
    <Button size="sm" onClick={() => void copy()} busy={readSoFar !== null} className="max-sm:hidden">
      <Braces size={14} aria-hidden />
      {readSoFar ? <span className="num">{formatCount(readSoFar)}</span> : 'Copy as JSON'}
    </Button>
  );
}
