import { createContext, use, useSyncExternalStore } from 'react';
import type { EditableTask } from '@/lib/contracts/edit';
import { indexOf } from '../edit-state';
import { type EditStore, useEdit } from '../edit-store';
import type { UnstagedText, UnstagedTexts } from './unstaged';

interface PanelContextValue {
  store: EditStore;
  /** What was typed and cannot be staged. */
  unstaged: UnstagedTexts;
}

export const PanelContext = createContext<PanelContextValue | null>(null);

export function usePanel(): PanelContextValue {
  const value = use(PanelContext);
  if (!value) throw new Error('Only within an EditFrame');
  return value;
}

export function useUnstaged(): readonly UnstagedText[] {
  const { unstaged } = usePanel();
  return useSyncExternalStore(unstaged.subscribe, unstaged.get, unstaged.get);
}

/** A task as the edit leaves it, and as it was; undefined: it is not there. */
export function useTaskSides(key: string): { now: EditableTask | undefined; was: EditableTask | undefined } {
  const { store } = usePanel();
  const now = useEdit(store, (state) => indexOf(state.draft).get(key));
  const was = useEdit(store, (state) => indexOf(state.base).get(key));
  return { now, was };
}

/** A task's title for people; its key where nobody knows it. */
export function useTitleOf(): (key: string) => string {
  const { store } = usePanel();
  const draft = useEdit(store, (state) => state.draft);
  const base = useEdit(store, (state) => state.base);
  return (key) => indexOf(draft).get(key)?.title ?? indexOf(base).get(key)?.title ?? key;
}
