'use client';
import { Search } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { useShortcut } from '@/components/ui/shortcuts';

const PaletteDialog = dynamic(() => import('./palette-dialog').then((module) => module.PaletteDialog), { ssr: false });

/** ⌘K and its button. The palette is loaded when it is first asked for. */
export function PaletteButton({ isIcon = false }: { isIcon?: boolean }) {
  const [open, setOpen] = useState(false);
  const [wasAsked, setWasAsked] = useState(false);
  const ask = () => {
    setWasAsked(true);
    setOpen(true);
  };
  // Two buttons stand in the page, one of them hidden by the width: one answers the key.
  useShortcut('mod+k', 'Find anything', ask, { group: 'Everywhere', enabled: !isIcon });
  return (
    <>
      {isIcon ? (
        <IconButton label="Find anything" onClick={ask}>
          <Search size={16} aria-hidden />
        </IconButton>
      ) : (
        <button
          type="button"
          onClick={ask}
          className="mb-2 flex h-8 items-center gap-2 rounded-md border border-line bg-surface px-2 text-faint text-sm transition-colors duration-120 hover:border-line-strong hover:text-muted max-lg:size-9 max-lg:justify-center"
        >
          <Search size={14} aria-hidden className="shrink-0" />
          <span className="flex-1 text-left max-lg:sr-only">Find anything</span>
          <span className="max-lg:hidden" aria-hidden>
            <ShortcutHint keys="mod+k" />
          </span>
        </button>
      )}
      {wasAsked ? <PaletteDialog open={open} onOpenChange={setOpen} /> : null}
    </>
  );
}
