'use client';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { toast } from '@/components/ui/toast';
import type { AskItem, EscalationItem, InboxItem } from '@/lib/contracts/escalation-inbox';
import { plural } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPCClient } from '@/lib/trpc/context';
import { type InboxWord, sendAsk } from '../asks/ask-word';
import { createOutbox, type Held } from './outbox';

export type HeldWord = Held<InboxItem, InboxWord>;

/** By itself, so that it can outlive the page. */
const alone = () => ({ context: { idempotencyKey: crypto.randomUUID() } });

/** What was decided on this page and can still be taken back. It is sent after 5 s, or when the page is left. */
export function useInboxOutbox(refresh: () => Promise<void>) {
  const client = useTRPCClient();
  const [outbox] = useState(() => {
    const refused = (title: string, code: string, words: string) =>
      void toast.error(code === 'conflict' ? 'Somebody was first' : 'That was not decided', { description: `${title}: ${words}` });
    /** Of one: with all that can be said about it. Returns whether it is still open. */
    const sendOne = async (row: InboxItem, { ask: _, ...word }: InboxWord): Promise<boolean> => {
      try {
        const saved = await client.escalations.decide.mutate({ escalationId: row.id, ...word }, alone());
        if (saved.status !== 'OPEN') return false;
        toast.success(`Your approval counts: ${saved.votes.length} of ${saved.approvalsNeeded}`, { description: row.title });
      } catch (error) {
        const fault = readError(error);
        refused(row.title, fault.code, explainError(fault));
      }
      return true;
    };
    /** Of many: one word and one reason. Returns those that are still open. */
    const sendMany = async (rows: readonly InboxItem[], status: 'APPROVED' | 'REJECTED', note: string | undefined): Promise<string[]> => {
      try {
        const ids = rows.map(({ id }) => id);
        const { results } = await client.escalations.decideMany.mutate({ ids, status, ...(note ? { note } : {}) }, alone());
        const failed = results.filter((one) => !one.ok);
        const [first] = failed;
        if (first && !first.ok) refused(plural(failed.length, 'decision'), first.code, first.message);
        const decided = results.length - failed.length;
        if (decided > 0) toast.success(`${plural(decided, 'decision')} sent`);
        return results.flatMap((one) => (one.ok && one.status !== 'OPEN' ? [] : [one.id]));
      } catch (error) {
        const fault = readError(error);
        refused(plural(rows.length, 'decision'), fault.code, explainError(fault));
        return rows.map(({ id }) => id);
      }
    };
    const sendQuestions = async (items: readonly EscalationItem[], word: InboxWord): Promise<string[]> => {
      const [only] = items;
      const { status, note } = word;
      if (!only) return [];
      if (items.length === 1) return (await sendOne(only, word)) ? [only.id] : [];
      return status === 'APPROVED_WITH_CONDITIONS' ? items.map(({ id }) => id) : sendMany(items, status, note);
    };
    /** Calls and edits, each to whom it belongs; those of one press share requests. */
    const sendAsks = async (items: readonly AskItem[], word: InboxWord): Promise<string[]> => {
      const options = items.length === 1 ? alone() : undefined;
      const sent = await Promise.all(
        items.map((item) =>
          sendAsk(client, item, word, options).then(
            () => null,
            (error: unknown) => ({ item, fault: readError(error) }),
          ),
        ),
      );
      const failed = sent.filter((one) => one !== null);
      const [first] = failed;
      if (first)
        refused(failed.length === 1 ? first.item.title : plural(failed.length, 'decision'), first.fault.code, explainError(first.fault));
      const decided = items.length - failed.length;
      if (items.length > 1 && decided > 0) toast.success(`${plural(decided, 'decision')} sent`);
      return failed.map(({ item }) => item.id);
    };
    const send = async ({ items, word }: HeldWord): Promise<string[]> => {
      // Both at once: the page may be going away.
      const open = await Promise.all([
        sendQuestions(
          items.filter((item) => item.kind === 'escalation'),
          word,
        ),
        sendAsks(
          items.filter((item) => item.kind !== 'escalation'),
          word,
        ),
      ]);
      await refresh();
      return open.flat();
    };
    return createOutbox<InboxItem, InboxWord>({ send });
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
