'use client';
import { Command } from 'cmdk';
import { useState } from 'react';
import { useFound } from './use-found';
import { usePaletteItems } from './use-palette-items';

const itemStyle =
  'flex min-h-9 cursor-default select-none items-center gap-3 rounded-md px-2.5 py-1.5 outline-none data-[selected=true]:bg-hover pointer-coarse:min-h-11';
const groupStyle =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint [&_[cmdk-group-heading]]:text-xs';

/** Everything by its name: pages, runs, tasks, and what can be done on this page. The first is chosen until another is; Enter takes it. */
export function PaletteDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState('');
  // The list chooses by itself too, whenever it changes: only a person's choice outlasts what is found later.
  const [isByHand, setIsByHand] = useState(false);
  const found = useFound(typed, open);
  const type = (text: string) => {
    setTyped(text);
    setIsByHand(false);
  };
  const close = () => {
    onOpenChange(false);
    type('');
  };
  const groups = usePaletteItems(typed, found, close);
  const items = groups.flatMap((group) => group.items);
  const value = isByHand && items.some((item) => item.id === chosen) ? chosen : (items[0]?.id ?? '');
  return (
    <Command.Dialog
      open={open}
      onOpenChange={(next) => (next ? onOpenChange(true) : close())}
      label="Find anything"
      shouldFilter={false}
      value={value}
      onValueChange={setChosen}
      onKeyDown={(event) => {
        if (/^(Arrow(Up|Down)|Home|End)$/.test(event.key)) setIsByHand(true);
      }}
      onPointerMove={() => setIsByHand(true)}
      overlayClassName="fixed inset-0 z-40 animate-fade bg-scrim"
      contentClassName="fixed inset-x-2 top-2 z-50 animate-fade overflow-hidden rounded-lg border border-line bg-raised shadow-float outline-none sm:inset-x-auto sm:top-[12dvh] sm:left-1/2 sm:w-[min(600px,calc(100vw-32px))] sm:-translate-x-1/2"
    >
      <Command.Input
        value={typed}
        onValueChange={type}
        placeholder="A run, a task, a page, something to do…"
        className="h-12 w-full border-line border-b bg-transparent px-4 text-base outline-none placeholder:text-faint"
      />
      <Command.List className="scroll-quiet max-h-[min(420px,60dvh)] overflow-y-auto p-1.5">
        {items.length === 0 ? (
          <p role="status" className="px-2.5 py-6 text-center text-muted">
            {emptyText(typed.trim(), found)}
          </p>
        ) : null}
        {groups.map((group) => (
          <Command.Group key={group.heading} heading={group.heading} className={groupStyle}>
            {group.items.map((item) => (
              <Command.Item key={item.id} value={item.id} onSelect={item.run} className={itemStyle}>
                <span className="min-w-[40%] flex-1 truncate">{item.label}</span>
                {item.aside ? <span className="min-w-0 truncate">{item.aside}</span> : null}
              </Command.Item>
            ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command.Dialog>
  );
}

function emptyText(typed: string, found: ReturnType<typeof useFound>): string {
  if (found.isSearching) return 'Searching…';
  if (found.isError) return 'The search does not answer now. Pages and actions are still found by their names.';
  return `Nothing is called “${typed}”.`;
}
