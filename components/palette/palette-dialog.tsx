'use client';
import { Command } from 'cmdk';
import { usePathname, useRouter } from 'next/navigation';
import { useTheme } from 'next-themes';
import { type ReactNode, useState } from 'react';
import { RunState } from '@/components/runs/run-state';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { useShortcutList } from '@/components/ui/shortcuts';
import { StateIcon } from '@/components/ui/state-icon';
import { toState } from '@/components/ui/states';
import { PALETTE_PAGES } from './palette-pages';
import { useFound } from './use-found';

const itemStyle =
  'flex min-h-9 cursor-default select-none items-center gap-2.5 rounded-md px-2.5 py-1.5 outline-none data-[selected=true]:bg-hover pointer-coarse:min-h-11';
const groupStyle =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint [&_[cmdk-group-heading]]:text-xs';

/** Everything by its name: pages, what can be done on this page, runs and tasks. The first match is chosen; Enter takes it. */
export function PaletteDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const [typed, setTyped] = useState('');
  const router = useRouter();
  const found = useFound(typed, open);
  const close = () => {
    onOpenChange(false);
    setTyped('');
  };
  const go = (href: string) => {
    close();
    router.push(href);
  };
  return (
    <Command.Dialog
      open={open}
      onOpenChange={(next) => (next ? onOpenChange(true) : close())}
      label="Find anything"
      overlayClassName="fixed inset-0 z-40 animate-fade bg-scrim"
      contentClassName="fixed inset-x-2 top-2 z-50 animate-fade overflow-hidden rounded-lg border border-line bg-raised shadow-float outline-none sm:inset-x-auto sm:top-[12dvh] sm:left-1/2 sm:w-[min(600px,calc(100vw-32px))] sm:-translate-x-1/2"
    >
      <Command.Input
        value={typed}
        onValueChange={setTyped}
        placeholder="A run, a task, a page, something to do…"
        className="h-12 w-full border-line border-b bg-transparent px-4 text-base outline-none placeholder:text-faint"
      />
      <Command.List className="scroll-quiet max-h-[min(420px,60dvh)] overflow-y-auto p-1.5">
        <Command.Empty className="px-2.5 py-6 text-center text-muted">
          {found.isSearching
            ? 'Searching…'
            : found.isError
              ? 'The search does not answer. Pages and actions are still found.'
              : `Nothing is called “${typed.trim()}”.`}
        </Command.Empty>
        <FoundRuns runs={found.runs} onChoose={go} />
        <FoundTasks tasks={found.tasks} onChoose={go} />
        <Command.Group heading="Pages" className={groupStyle}>
          {PALETTE_PAGES.map((page) => (
            <Command.Item key={page.href} value={`${page.label} ${page.words}`} onSelect={() => go(page.href)} className={itemStyle}>
              {page.label}
            </Command.Item>
          ))}
        </Command.Group>
        <Actions onDone={close} />
      </Command.List>
    </Command.Dialog>
  );
}

type Found = ReturnType<typeof useFound>;

/** What the server found matches already, whatever its text says: `forceMount` keeps it past the palette's own filter. */
function FoundRuns({ runs, onChoose }: { runs: Found['runs']; onChoose: (href: string) => void }) {
  if (runs.length === 0) return null;
  return (
    <Command.Group heading="Runs" forceMount className={groupStyle}>
      {runs.map((run) => (
        <Command.Item key={run.id} value={`run ${run.id}`} forceMount onSelect={() => onChoose(`/runs/${run.id}`)} className={itemStyle}>
          <span className="min-w-0 flex-1 truncate">{run.goal}</span>
          <RunState status={run.status} />
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function FoundTasks({ tasks, onChoose }: { tasks: Found['tasks']; onChoose: (href: string) => void }) {
  if (tasks.length === 0) return null;
  return (
    <Command.Group heading="Tasks" forceMount className={groupStyle}>
      {tasks.map((task) => (
        <Command.Item
          key={`${task.runId} ${task.key}`}
          value={`task ${task.runId} ${task.key}`}
          forceMount
          onSelect={() => onChoose(`/runs/${task.runId}?task=${encodeURIComponent(task.key)}`)}
          className={itemStyle}
        >
          <StateIcon state={toState(task.status)} />
          <span className="min-w-0 truncate">{task.title}</span>
          <span className="min-w-0 flex-1 truncate text-faint text-xs">{task.goal}</span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}

/** The keys of this page by their names, and what has none. */
function Actions({ onDone }: { onDone: () => void }) {
  const shortcuts = useShortcutList();
  const pathname = usePathname();
  const { resolvedTheme, setTheme } = useTheme();
  const run = (action: () => void) => {
    onDone();
    // The page's keys rest while a dialog is open: after it has closed they answer again.
    setTimeout(action);
  };
  const actions = shortcuts.filter((shortcut) => shortcut.keys !== 'mod+k' && !/^(j|k|esc|up|down|left|right|enter)$/.test(shortcut.keys));
  return (
    <Command.Group heading="Do" className={groupStyle}>
      {actions.map((shortcut) => (
        <ActionItem key={`${pathname} ${shortcut.keys}`} label={shortcut.label} keys={shortcut.keys} onSelect={() => run(shortcut.run)} />
      ))}
      <ActionItem
        label={resolvedTheme === 'dark' ? 'Switch to light' : 'Switch to dark'}
        words="theme appearance"
        onSelect={() => run(() => setTheme(resolvedTheme === 'dark' ? 'light' : 'dark'))}
      />
      <ActionItem label="Sign out" words="log out leave" onSelect={() => run(() => void leave())} />
    </Command.Group>
  );
}

async function leave(): Promise<void> {
  const { signOut } = await import('next-auth/react');
  await signOut({ redirect: false });
  window.location.assign('/sign-in');
}

function ActionItem({ label, words = '', keys, onSelect }: { label: ReactNode; words?: string; keys?: string; onSelect: () => void }) {
  return (
    <Command.Item value={`${label} ${words} ${keys ?? ''}`} onSelect={onSelect} className={itemStyle}>
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {keys ? <ShortcutHint keys={keys} /> : null}
    </Command.Item>
  );
}
