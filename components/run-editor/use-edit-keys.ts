import { type RefObject, useEffect, useEffectEvent } from 'react';
import { useShortcut } from '@/components/ui/shortcuts';
import { isGroupId } from '@/lib/graph-layout/group-tasks';
import { type Direction, stepTo } from '@/lib/graph-layout/step-to';
import { indexOf } from './edit-state';
import { IDLE } from './editor-context';
import { EDITOR_KEYS } from './panel/nothing-selected';
import type { EditSession } from './use-edit-session';

const GROUP = { group: EDITOR_KEYS };

/** Everything that the pointer can do, by keys. */
export function useEditKeys(session: EditSession, section: RefObject<HTMLElement | null>, onLeave: (() => void) | null): void {
  const { graph, store, cursor, gesture } = session;
  const step = (direction: Direction) => () => {
    const key = stepTo(graph.layout, cursor.get(), direction);
    if (key === null) return;
    session.goTo(key);
    store.selectEdge(null);
    session.tell(key);
  };
  useShortcut('j', 'Next task', step('next'), GROUP);
  useShortcut('k', 'Previous task', step('previous'), GROUP);
  useShortcut('right', 'To a task that waits for this one', step('right'), GROUP);
  useShortcut('left', 'To a task that this one waits for', step('left'), GROUP);
  useShortcut('down', 'Task below', step('down'), GROUP);
  useShortcut('up', 'Task above', step('up'), GROUP);
  useShortcut('n', 'New task after what is selected', () => session.add('task'), GROUP);
  useShortcut('g', 'New gate after what is selected', () => session.add('gate'), GROUP);
  useShortcut('b', 'New branch after what is selected', () => session.add('branch'), GROUP);
  useShortcut('c', 'Connect: choose what waits for this', () => beginConnect(session, 'from'), GROUP);
  useShortcut('shift+c', 'Connect: choose what this waits for', () => beginConnect(session, 'to'), GROUP);
  const toggle = () => {
    const key = cursor.get();
    if (key === null || isGroupId(key)) return;
    const selection = new Set(store.get().selection);
    const has = selection.delete(key);
    if (!has) selection.add(key);
    store.select([...selection]);
    store.say(`${has ? 'Not selected' : 'Selected'}. ${selection.size} selected.`);
  };
  useShortcut('x', 'Select the task, or not', toggle, GROUP);
  useShortcut('space', 'Select the task, or not', toggle, GROUP);
  const selectAll = () => {
    const keys = store.get().draft.tasks.map((task) => task.key);
    store.select(keys);
    store.say(`${keys.length} selected.`);
  };
  useShortcut('mod+a', 'Select all tasks', selectAll, GROUP);
  useShortcut(']', 'Next edge of the task', () => nextEdge(session, 1), GROUP);
  useShortcut('[', 'Previous edge of the task', () => nextEdge(session, -1), GROUP);
  useShortcut('delete', 'Remove what is selected', session.removeSelected, GROUP);
  useShortcut('backspace', 'Remove what is selected', session.removeSelected, GROUP);
  useShortcut('mod+z', 'Undo', store.undo, GROUP);
  useShortcut('mod+shift+z', 'Redo', store.redo, GROUP);
  useShortcut('mod+d', 'Duplicate', session.duplicate, GROUP);
  useShortcut('t', 'Tidy up', store.tidy, GROUP);
  useShortcut('o', 'Close or open the group of this task', () => groupAtCursor(session), GROUP);
  const enter = () => {
    const key = cursor.get();
    if (key !== null) session.press(key);
  };
  useShortcut('enter', 'Open the task or group', enter, GROUP);
  useShortcut('e', 'Back to watching', () => onLeave?.(), { ...GROUP, enabled: onLeave !== null });
  const leaveMode = () => {
    const { selection, selectedEdge, openKey } = store.get();
    if (gesture.get().kind !== 'idle') gesture.set(IDLE);
    else if (openKey !== null) store.open(null);
    else if (selection.size > 0 || selectedEdge) {
      store.select([]);
      store.say('Nothing selected.');
    } else onLeave?.();
    section.current?.focus({ preventScroll: true });
  };
  useShortcut('esc', 'Leave a mode, then the editor', leaveMode, GROUP);
  useClipboard(session);
  useKeptFocus(section);
}

export function beginConnect({ cursor, store, gesture, chosen, faces }: EditSession, direction: 'from' | 'to'): void {
  const key = cursor.get() ?? chosen()[0] ?? null;
  if (key === null || !indexOf(store.get().draft).has(key)) {
    store.say('Move to a task first.');
    return;
  }
  gesture.set({ kind: 'connect', key, direction, over: null, verdict: null, byKeys: true });
  const title = faces.get(key)?.title ?? key;
  store.say(direction === 'from' ? `What is to wait for ${title}? Type its name, or use the arrows.` : `What is ${title} to wait for?`);
}

/** Goes round the edges that touch the task under the cursor. */
function nextEdge({ cursor, graph, store, faces }: EditSession, by: 1 | -1): void {
  const key = cursor.get();
  const edges = graph.edges.filter(
    ({ from, to, kind }) => kind !== 'removed' && (from === key || to === key) && !isGroupId(from) && !isGroupId(to),
  );
  const chosen = store.get().selectedEdge;
  const index = edges.findIndex(({ from, to }) => from === chosen?.from && to === chosen.to);
  const edge = edges[index < 0 ? (by > 0 ? 0 : edges.length - 1) : (index + by + edges.length) % edges.length];
  if (!edge) {
    store.say('This task has no edges.');
    return;
  }
  store.selectEdge({ from: edge.from, to: edge.to });
  const titleOf = (each: string) => faces.get(each)?.title ?? each;
  store.say(`Edge: ${titleOf(edge.to)} waits for ${titleOf(edge.from)}. Delete removes it.`);
}

function groupAtCursor({ cursor, groups, toggleGroup }: EditSession): void {
  const key = cursor.get();
  const id = key === null || isGroupId(key) ? key : groups.groupOf(key)?.id;
  if (id) toggleGroup(id);
  else groups.setAll(groups.closed.length === 0);
}

/** Copy, cut and paste by the browser's own events: the clipboard is then ours without asking. */
function useClipboard(session: EditSession): void {
  const onCopy = useEffectEvent((event: ClipboardEvent) => {
    if (isElsewhere(event)) return;
    const text = session.copied();
    if (text === null || !event.clipboardData) return;
    event.preventDefault();
    event.clipboardData.setData('text/plain', text);
    if (event.type === 'cut') session.cut();
    else session.store.say('Copied.');
  });
  const onPaste = useEffectEvent((event: ClipboardEvent) => {
    if (isElsewhere(event)) return;
    const text = event.clipboardData?.getData('text/plain');
    if (!text) return;
    event.preventDefault();
    void session.pasteText(text);
  });
  useEffect(() => {
    const copy = (event: ClipboardEvent) => onCopy(event);
    const paste = (event: ClipboardEvent) => onPaste(event);
    document.addEventListener('copy', copy);
    document.addEventListener('cut', copy);
    document.addEventListener('paste', paste);
    return () => {
      document.removeEventListener('copy', copy);
      document.removeEventListener('cut', copy);
      document.removeEventListener('paste', paste);
    };
  }, []);
}

/** In a field, in a dialog, or where words are marked, the clipboard is for these. */
function isElsewhere(event: ClipboardEvent): boolean {
  const { target } = event;
  if (target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))) return true;
  return document.querySelector('[role="dialog"],[role="alertdialog"]') !== null || (getSelection()?.toString() ?? '') !== '';
}

/** What was focused may go away (a field that closes): with the next key the graph has the focus again. */
function useKeptFocus(section: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKeyDown = () => {
      if (document.activeElement === document.body) section.current?.focus({ preventScroll: true });
    };
    document.addEventListener('keydown', onKeyDown, true);
    return () => document.removeEventListener('keydown', onKeyDown, true);
  }, [section]);
}
