'use client';
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { addRows, freshRows, noSelection, type Selection, toggleRow } from '@/components/runs/bulk/select-rows';
import { useShortcut } from '@/components/ui/shortcuts';
import type { DeadLetterListItem, Incident } from '@/lib/contracts/dead-letter';
import { isPoison, isReplaying } from './letter-words';
import { nextAfter } from './next-after';
import type { ReplayTarget } from './replay-dialog';
import type { IncidentUrl } from './use-incident-url';
import type { LetterActions, LetterTarget } from './use-letter-actions';
import { useLetter, useLetters } from './use-letters';

type Asking = { about: 'replay'; target: ReplayTarget } | { about: 'resolve' | 'discard'; target: LetterTarget };

interface TriageInput {
  incident: Incident | undefined;
  url: IncidentUrl;
  mayWrite: boolean;
  actions: LetterActions;
}

const GROUP = 'Dead letters';

/** Whoever moves about by keys asks by keys soon: what is typed after `d` must find its field. */
const comeNear = () => void Promise.all([import('./close-dialog'), import('./replay-dialog')]);

/** Which letter is looked at, which are selected, and what is asked about them; by keys and by buttons. */
export function useTriage({ incident, url, mayWrite, actions }: TriageInput) {
  const router = useRouter();
  const show = url.show ?? (incident && incident.open > 0 ? 'open' : 'all');
  const list = useLetters({
    fingerprint: incident?.fingerprint ?? null,
    runId: url.run,
    isOpenOnly: show === 'open',
    isClose: incident !== undefined && isReplaying(incident),
  });
  const { rows } = list;
  const shownId = url.letter ?? rows[0]?.id ?? null;
  const letter = useLetter(shownId);
  const [selection, setSelection] = useState<Selection<DeadLetterListItem>>(noSelection);
  const [asking, setAsking] = useState<Asking | null>(null);
  /** Ids of the last discard, for `u`. */
  const [reopenable, setReopenable] = useState<readonly string[]>([]);
  const paneRef = useRef<HTMLElement>(null);
  const selected = freshRows(selection, rows).filter((row) => row.status === 'pending');
  const shown = letter.data?.id === shownId ? letter.data : undefined;
  const isShownOpen = shown?.status === 'pending';

  const move = (step: 1 | -1) => {
    comeNear();
    const next = nextAfter(
      rows.map((row) => row.id),
      shownId,
      step,
    );
    if (next !== null) url.set({ letter: next });
  };
  const toggle = (id: string, range: boolean) => {
    comeNear();
    setSelection((now) => toggleRow(now, rows, id, range));
  };

  const askAll = (about: Asking['about']) => incident && setAsking({ about, target: { kind: 'incident', incident } });
  /** About what is selected, else about the letter that is looked at. */
  const ask = (about: Asking['about'] | 'reopen') => {
    // It stays in sight, also when it leaves the list of open ones.
    if (shownId !== null && url.letter === null) url.set({ letter: shownId });
    if (about === 'reopen') return shown && void actions.reopen([shown.id]);
    if (selected.length > 0) {
      const ids = selected.map((row) => row.id);
      if (about === 'replay') return setAsking({ about, target: { kind: 'selected', ids, poisoned: selected.filter(isPoison).length } });
      return setAsking({ about, target: { kind: 'letters', ids } });
    }
    if (!shown || !isShownOpen) return;
    if (about === 'replay') setAsking({ about, target: { kind: 'letter', letter: shown } });
    else setAsking({ about, target: { kind: 'letters', ids: [shown.id] } });
  };
  const onClosed = (ids: readonly string[]) => {
    setReopenable(ids);
    if (asking?.target.kind === 'letters') {
      const closed = new Set(asking.target.ids);
      const left = rows.filter((row) => !closed.has(row.id) || row.id === shownId).map((row) => row.id);
      const next = nextAfter(left, shownId, 1) ?? nextAfter(left, shownId, -1);
      if (shownId !== null && closed.has(shownId) && next !== null && next !== shownId && show === 'open') url.set({ letter: next });
    }
    setSelection(noSelection());
  };
  const undo = () => {
    const ids = reopenable.length > 0 ? reopenable : shown?.status === 'discarded' ? [shown.id] : [];
    if (ids.length === 0) return;
    setReopenable([]);
    void actions.reopen(ids);
  };
  const leave = () => {
    if (selected.length > 0) setSelection(noSelection());
    else if (url.letter !== null && window.matchMedia('(max-width: 1023px)').matches) url.set({ letter: null });
    else router.push(url.backHref);
  };

  const canAct = mayWrite && (isShownOpen || selected.length > 0);
  const canAll = mayWrite && incident !== undefined && incident.open > 0;
  const group = GROUP;
  useShortcut('j', 'Next dead letter', () => move(1), { group });
  useShortcut('k', 'Previous dead letter', () => move(-1), { group });
  useShortcut('x', 'Select the dead letter', () => shownId && toggle(shownId, false), { group, enabled: mayWrite && shownId !== null });
  useShortcut('a', 'Select all that are loaded', () => setSelection((now) => addRows(now, rows)), {
    group,
    enabled: mayWrite && rows.length > 0,
  });
  useShortcut('enter', 'Read the dead letter', () => paneRef.current?.focus(), { group, enabled: shownId !== null });
  useShortcut('r', 'Replay', () => ask('replay'), { group, enabled: canAct });
  useShortcut('s', 'Resolve', () => ask('resolve'), { group, enabled: canAct });
  useShortcut('d', 'Discard', () => ask('discard'), { group, enabled: canAct });
  useShortcut('shift+r', 'Canary replay of the incident', () => askAll('replay'), {
    group,
    enabled: canAll && incident !== undefined && !isReplaying(incident),
  });
  useShortcut('u', 'Undo the discard', undo, { group, enabled: mayWrite && (reopenable.length > 0 || shown?.status === 'discarded') });
  useShortcut('esc', 'Back', leave, { group });

  return {
    list,
    show,
    letter,
    shownId,
    selected,
    selection: selection.rows,
    toggle,
    clearSelection: () => setSelection(noSelection()),
    ask,
    askAll,
    asking,
    close: () => setAsking(null),
    onClosed,
    onReplayed: () => setSelection(noSelection()),
    paneRef,
  };
}
export type Triage = ReturnType<typeof useTriage>;
