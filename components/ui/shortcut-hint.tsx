'use client';
import { useSyncExternalStore } from 'react';
import { Kbd } from './kbd';
import { printedKeys } from './shortcut-keys';

const never = () => () => {};

/** The keys of a shortcut as this machine's keyboard prints them. */
export function ShortcutHint({ keys }: { keys: string }) {
  const isMac = useSyncExternalStore(
    never,
    () => /mac|iphone|ipad/i.test(navigator.userAgent),
    () => true,
  );
  return (
    <span className="inline-flex gap-1 max-sm:hidden pointer-coarse:hidden">
      {printedKeys(keys, isMac).map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
    </span>
  );
}
