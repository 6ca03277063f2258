'use client';
import { Keyboard } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { useShortcut } from '@/components/ui/shortcuts';

const ShortcutDialog = dynamic(() => import('./shortcut-dialog').then((module) => module.ShortcutDialog), { ssr: false });

/** `?` and its button: which keys there are. The dialog is loaded when it is first asked for. */
export function ShortcutHelpButton() {
  const [open, setOpen] = useState(false);
  const [wasAsked, setWasAsked] = useState(false);
  const ask = () => {
    setWasAsked(true);
    setOpen(true);
  };
  useShortcut('?', 'Show these keys', ask, { group: 'Everywhere' });
  return (
    <>
      <IconButton label="Keys" shortcut="?" onClick={ask} className="pointer-coarse:hidden">
        <Keyboard size={15} aria-hidden />
      </IconButton>
      {wasAsked ? <ShortcutDialog open={open} onOpenChange={setOpen} /> : null}
    </>
  );
}
