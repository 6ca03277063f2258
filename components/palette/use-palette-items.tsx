'use client';
import { usePathname, useRouter } from 'next/navigation';
import { useTheme } from 'next-themes';
import type { ReactNode } from 'react';
import { RunState } from '@/components/runs/run-state';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { useShortcutList } from '@/components/ui/shortcuts';
import { StateIcon } from '@/components/ui/state-icon';
import { toState } from '@/components/ui/states';
import { beginsWith, matchesWords } from './match-words';
import { PALETTE_PAGES } from './palette-pages';
import type { useFound } from './use-found';

export interface PaletteItem {
  /** Unique in the palette. */
  id: string;
  label: ReactNode;
  aside?: ReactNode;
  run: () => void;
}
export interface PaletteGroup {
  heading: string;
  items: PaletteItem[];
}

/** Keys that move about a list: nobody looks for them by name. */
const UNNAMED_KEYS = /^(mod\+k|j|k|esc|up|down|left|right|enter|space)$/;

async function leave(): Promise<void> {
  const { signOut } = await import('next-auth/react');
  await signOut({ redirect: false });
  window.location.assign('/sign-in');
}

/** What the palette offers for what was typed, the likeliest first. `close` is called before anything is done. */
export function usePaletteItems(typed: string, found: ReturnType<typeof useFound>, close: () => void): PaletteGroup[] {
  const router = useRouter();
  const actions = useActions(typed, close);
  const go = (href: string) => () => {
    close();
    router.push(href);
  };
  const pages = PALETTE_PAGES.filter((page) => matchesWords(`${page.label} ${page.words}`, typed));
  const toItem = ({ href, label }: (typeof pages)[number]): PaletteItem => ({ id: href, label, run: go(href) });
  const toRun = (run: (typeof found.runs)[number]): PaletteItem => ({
    id: run.id,
    label: run.goal,
    aside: <RunState status={run.status} className="flex" />,
    run: go(`/runs/${run.id}`),
  });
  // A run may be found by what is in it: then the task that was meant stands above it.
  const isNamed = (run: (typeof found.runs)[number]) => matchesWords(run.goal, typed) || beginsWith(run.id, typed);
  const tasks = found.tasks.map(
    (task): PaletteItem => ({
      id: `${task.runId} ${task.key}`,
      label: (
        <span className="flex items-center gap-2">
          <StateIcon state={toState(task.status)} />
          <span className="truncate">{task.title}</span>
        </span>
      ),
      aside: <span className="text-faint text-xs">{task.goal}</span>,
      run: go(`/runs/${task.runId}?task=${encodeURIComponent(task.key)}`),
    }),
  );
  const groups = [
    { heading: 'Pages', items: pages.filter((page) => beginsWith(page.label, typed)).map(toItem) },
    { heading: 'Runs', items: found.runs.filter(isNamed).map(toRun) },
    { heading: 'Tasks', items: tasks },
    { heading: 'Runs with this in them', items: found.runs.filter((run) => !isNamed(run)).map(toRun) },
    { heading: typed.trim() === '' ? 'Pages' : 'More pages', items: pages.filter((page) => !beginsWith(page.label, typed)).map(toItem) },
    { heading: 'Do', items: actions },
  ];
  return groups.filter((group) => group.items.length > 0);
}

/** The keys of this page by their names, and what has none. */
function useActions(typed: string, close: () => void): PaletteItem[] {
  const shortcuts = useShortcutList();
  const pathname = usePathname();
  const { resolvedTheme, setTheme } = useTheme();
  const other = resolvedTheme === 'dark' ? 'light' : 'dark';
  const after = (action: () => void) => () => {
    close();
    // The page's keys rest while a dialog is open: after it has closed they answer again.
    setTimeout(action);
  };
  const named = shortcuts
    .filter((shortcut) => !UNNAMED_KEYS.test(shortcut.keys) && matchesWords(shortcut.label, typed))
    .map(
      (shortcut): PaletteItem => ({
        id: `${pathname} ${shortcut.keys}`,
        label: shortcut.label,
        aside: <ShortcutHint keys={shortcut.keys} />,
        run: after(shortcut.run),
      }),
    );
  const unkeyed = [
    { id: 'theme', label: `Switch to ${other}`, words: 'theme appearance', run: after(() => setTheme(other)) },
    { id: 'leave', label: 'Sign out', words: 'log leave', run: after(() => void leave()) },
  ].filter((action) => matchesWords(`${action.label} ${action.words}`, typed));
  return [...named, ...unkeyed];
}
