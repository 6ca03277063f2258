'use client';
import { createContext, type ReactNode, use, useEffect, useId, useRef, useState, useSyncExternalStore } from 'react';
import { isOfField, matchKeys, tokenOf } from './shortcut-keys';

/** Between two keys of a sequence. */
const SEQUENCE_MS = 900;

export interface Shortcut {
  keys: string;
  label: string;
  group: string;
  /** Answers before others with the same keys, whenever they were mounted. */
  first: boolean;
  /** A key that is held down presses it once. */
  single: boolean;
  run: () => void;
}

interface Registry {
  add: (id: string, shortcut: Shortcut) => () => void;
  list: () => readonly Shortcut[];
  subscribe: (listener: () => void) => () => void;
}

function createRegistry(): Registry {
  const byId = new Map<string, Shortcut>();
  const listeners = new Set<() => void>();
  let list: readonly Shortcut[] = [];
  const changed = () => {
    list = [...byId.values()];
    for (const listener of listeners) listener();
  };
  return {
    add(id, shortcut) {
      byId.set(id, shortcut);
      changed();
      return () => {
        byId.delete(id);
        changed();
      };
    },
    list: () => list,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const RegistryContext = createContext<Registry | null>(null);

function useRegistry(): Registry {
  const registry = use(RegistryContext);
  if (!registry) throw new Error('ShortcutsProvider is missing above this component');
  return registry;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** A focused link or button answers Enter by itself. */
const isPressable = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('a, button, summary, [role="button"]') !== null;

/** While a dialog, menu or list is open the page's keys rest: Escape and arrows are its own. */
const isModalOpen = (): boolean => document.querySelector('[role="dialog"],[role="alertdialog"],[role="menu"],[role="listbox"]') !== null;

export function ShortcutsProvider({ children }: { children: ReactNode }) {
  const [registry] = useState(createRegistry);
  // The keyboard is the external system.
  useEffect(() => {
    let typed: string[] = [];
    let lastMs = 0;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || /^(Shift|Control|Meta|Alt)$/.test(event.key)) return;
      const shortcuts = registry.list();
      const pressed = tokenOf(event);
      // A capital letter is the letter, unless the page has a key for it.
      const token = shortcuts.some((shortcut) => shortcut.keys === pressed) ? pressed : pressed.replace('shift+', '');
      if ((event.repeat && token.startsWith('mod+')) || (token === 'enter' && isPressable(event.target))) return;
      if (isModalOpen() || (isTyping(event.target) && (!token.startsWith('mod+') || isOfField(token)))) return;
      typed = event.timeStamp - lastMs > SEQUENCE_MS ? [token] : [...typed.slice(-2), token];
      lastMs = event.timeStamp;
      const { run } = matchKeys(
        typed,
        shortcuts.map((shortcut) => shortcut.keys),
      );
      if (run === null) return;
      typed = [];
      event.preventDefault();
      const own = shortcuts.filter((shortcut) => shortcut.keys === run);
      const shortcut = own.findLast(({ first }) => first) ?? own.at(-1);
      if (!event.repeat || !shortcut?.single) shortcut?.run();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [registry]);
  return <RegistryContext value={registry}>{children}</RegistryContext>;
}

/**
 * A key of the page: "j", "g r", "mod+enter". It works while the component is mounted and `enabled`, and the help dialog
 * lists it under `group`. Of two with the same keys, the one that is `first` answers, else the one mounted later.
 */
export function useShortcut(
  keys: string,
  label: string,
  run: () => void,
  options: { group?: string; enabled?: boolean; first?: boolean; single?: boolean } = {},
): void {
  const { group = 'This page', enabled = true, first = false, single = false } = options;
  const registry = useRegistry();
  const id = useId();
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (!enabled) return;
    return registry.add(id, { keys, label, group, first, single, run: () => latest.current() });
  }, [registry, id, keys, label, group, first, single, enabled]);
}

/** All keys that work at this moment. */
export function useShortcutList(): readonly Shortcut[] {
  const registry = useRegistry();
  return useSyncExternalStore(registry.subscribe, registry.list, registry.list);
}
