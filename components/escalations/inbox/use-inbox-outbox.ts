'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { toast } from '@/components/ui/toast';
import type { DecideEscalation } from '@/lib/contracts/escalation';
import { plural } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import type { InboxRow } from './arrange-inbox';
import { createOutbox, type Held } from './outbox';

/** A decision without what it is about. */
export type InboxWord = Omit<DecideEscalation, 'escalationId'>;
export type HeldWord = Held<InboxRow, InboxWord>;

/** What was decided on this page and can still be taken back. It is sent after 5 s, or when the page is left. */
export function useInboxOutbox() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [outbox] = useState(() => {
    const sendOne = async (row: InboxRow, word: InboxWord): Promise<string | null> => {
      try {
        const saved = await client.escalations.decide.mutate(
          { escalationId: row.id, ...word },
          { context: { idempotencyKey: crypto.randomUUID() } },
        );
        if (saved.status !== 'OPEN') return null;
        toast.success(`Your approval counts: ${saved.votes.length} of ${saved.approvalsNeeded}`, { description: row.title });
        return row.id;
      } catch (error) {
        const fault = readError(error);
        toast.error(fault.code === 'conflict' ? 'Somebody was first' : 'That was not decided', {
          description: `${row.title}: ${explainError(fault)}`,
        });
        return row.id;
      }
    };
    const send = async ({ items, word }: HeldWord): Promise<string[]> => {
      const answers = await Promise.all(items.map((row) => sendOne(row, word)));
      const open = answers.filter((id) => id !== null);
      if (items.length > 1) toast.success(`${plural(items.length - open.length, 'decision')} sent`);
      await queryClient.invalidateQueries(trpc.escalations.pathFilter());
      return open;
    };
    return createOutbox<InboxRow, InboxWord>({ send });
  });
  const state = useSyncExternalStore(outbox.subscribe, outbox.state, outbox.state);
  // The window's life is the external system: whoever leaves has decided.
  useEffect(() => {
    const abort = new AbortController();
    const leave = () => document.visibilityState === 'hidden' && outbox.flush();
    window.addEventListener('pagehide', () => outbox.flush(), { signal: abort.signal });
    document.addEventListener('visibilitychange', leave, { signal: abort.signal });
    return () => {
      abort.abort();
      outbox.flush();
    };
  }, [outbox]);
  return { ...state, hold: outbox.hold, undo: outbox.undo };
}
