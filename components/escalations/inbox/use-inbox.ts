'use client';
import { useRef, useState } from 'react';
import { addRows, freshRows, noSelection, type Selection, toggleRow } from '@/components/runs/bulk/select-rows';
import { useMe } from '@/components/runs/use-me';
import { useShortcut } from '@/components/ui/shortcuts';
import { toast } from '@/components/ui/toast';
import type { Permission } from '@/lib/contracts/access';
import type { InboxItem } from '@/lib/contracts/escalation-inbox';
import { isHighRisk } from '@/lib/escalation/is-high-risk';
import type { InboxWord } from '../asks/ask-word';
import { useDrafts } from './use-drafts';
import { useInboxOutbox } from './use-inbox-outbox';
import { useInboxRefresh } from './use-inbox-refresh';
import { useInboxRows } from './use-inbox-rows';
import { useInboxUrl } from './use-inbox-url';

export type Asked = { status: 'APPROVED' | 'REJECTED'; rows: readonly InboxItem[] };
const GROUP = 'Inbox';

/** The next to be read once these are decided: below the current one, else above it. */
function nextAfterDeciding(rows: readonly InboxItem[], current: string | null, decided: ReadonlySet<string>): string | null {
  const at = rows.findIndex(({ id }) => id === current);
  const open = (row: InboxItem) => !decided.has(row.id);
  return (rows.slice(at + 1).find(open) ?? rows.slice(0, Math.max(0, at)).findLast(open))?.id ?? null;
}

/** Which one is read, which are selected, and what is decided about them; by keys and by buttons. */
export function useInbox() {
  const url = useInboxUrl();
  const me = useMe();
  const may = (permission: Permission) => me?.permissions.includes(permission) ?? false;
  const mayDecide = may('escalations.decide') || may('runs.write');
  const [selection, setSelection] = useState<Selection<InboxItem>>(noSelection);
  /** What asks for a reason first. */
  const [asking, setAsking] = useState<Asked | null>(null);
  const refresh = useInboxRefresh();
  const drafts = useDrafts();
  const paneRef = useRef<HTMLElement>(null);
  const outbox = useInboxOutbox(refresh);
  const list = useInboxRows(url.query, outbox.gone, refresh);
  const { rows, isGrey } = list;
  const isWide = () => window.matchMedia('(min-width: 1024px)').matches;
  // What is read stays, also when something more urgent comes to stand above it.
  const [pinned, setPinned] = useState<string | null>(null);
  const isPinned = rows.some(({ id }) => id === pinned);
  const first = isPinned ? pinned : (rows[0]?.id ?? null);
  if (first !== pinned) setPinned(first);
  const shownId = url.item ?? first;
  const current = rows.find(({ id }) => id === shownId);
  const selected = freshRows(selection, rows).filter(({ id }) => rows.some((row) => row.id === id) && !isGrey(id));
  const clearSelection = () => setSelection(noSelection());

  const show = (id: string | null) => {
    setAsking(null);
    url.open(id);
  };
  const move = (step: 1 | -1) => {
    const at = rows.findIndex(({ id }) => id === shownId);
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
    if (next) show(next.id);
  };
  const hold = (about: readonly InboxItem[], word: InboxWord) => {
    const decided = new Set(about.map(({ id }) => id));
    const next =
      shownId !== null && decided.has(shownId)
        ? nextAfterDeciding(rows, shownId, new Set([...decided, ...rows.filter(({ id }) => isGrey(id)).map(({ id }) => id)]))
        : shownId;
    outbox.hold(about, word);
    setAsking(null);
    clearSelection();
    // On a phone the next question fills the screen, unless the list was what was looked at.
    url.open(isWide() || url.item !== null ? next : null);
  };
  /** About what is selected, else about the one that is read. */
  const decide = (status: Asked['status']) => {
    const meant = selected.length > 0 ? selected : current && !isGrey(current.id) ? [current] : [];
    // Who may not approve may be one who may refuse: the server says so.
    const barOf = (row: InboxItem): string | null => {
      if (row.kind !== 'escalation') return row.cannotDecide ?? (status === 'APPROVED' ? drafts.barOf(row.id, meant.length) : null);
      if (!may('escalations.decide')) return `Your role is ${me?.role}: an approver or an administrator decides.`;
      return status === 'APPROVED' ? row.cannotDecide : null;
    };
    const about = meant.filter((row) => barOf(row) === null);
    const refused = meant.find((row) => barOf(row) !== null);
    if (refused) toast.error(barOf(refused), { description: refused.title });
    const [first] = about;
    if (!first) return;
    const amended = drafts.of(first.id);
    if (about.length > 1 || about.some(isHighRisk)) setAsking({ status, rows: about });
    else hold(about, { status, ...(amended === null || status === 'REJECTED' ? {} : { ask: { amended } }) });
  };
  const undo = () => {
    const [last] = outbox.undo()?.items ?? [];
    if (last) url.open(last.id);
  };
  const toggle = (id: string, range: boolean) => setSelection((now) => toggleRow(now, rows, id, range));
  const alikeOf = (row: InboxItem) => rows.filter((one) => one.fingerprint === row.fingerprint && !isGrey(one.id));
  const selectAlike = (row: InboxItem) => setSelection((now) => addRows(now, alikeOf(row)));
  const leave = () => {
    if (asking) setAsking(null);
    else if (selected.length > 0) clearSelection();
    else if (url.item !== null && !isWide()) url.open(null);
  };

  const canAct = mayDecide && (selected.length > 0 || current !== undefined);
  const group = GROUP;
  // The reading pane has the same keys where it stands alone. A key that rests on the keyboard must not clear the inbox.
  const deciding = { group, first: true, single: true };
  useShortcut('j', 'Next', () => move(1), { group });
  useShortcut('k', 'Previous', () => move(-1), { group });
  useShortcut('a', 'Approve', () => decide('APPROVED'), { ...deciding, enabled: canAct });
  useShortcut('r', 'Reject', () => decide('REJECTED'), { ...deciding, enabled: canAct });
  useShortcut('u', 'Undo the last decision', undo, { group, enabled: outbox.held.length > 0 });
  useShortcut('x', 'Select', () => current && toggle(current.id, false), { group, enabled: canAct });
  useShortcut('shift+x', 'Select all that are alike', () => current && selectAlike(current), { group, enabled: canAct });
  useShortcut('enter', 'Read it', () => paneRef.current?.focus(), { group, enabled: shownId !== null });
  useShortcut('esc', 'Back', leave, { group });

  return {
    url,
    me,
    mayDecide,
    list,
    shownId,
    current,
    selected,
    selection: selection.rows,
    clearSelection,
    toggle,
    alikeOf,
    selectAlike,
    show,
    decide,
    hold,
    asking,
    stopAsking: () => setAsking(null),
    held: outbox.held,
    undo,
    refresh,
    paneRef,
    drafts,
  };
}
export type Inbox = ReturnType<typeof useInbox>;
