import type { ReactNode } from 'react';
import { cn } from './cn';

/** A key as it is printed on the keyboard. Inside a primary button it takes the button's colour. */
export function Kbd({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <kbd
      className={cn(
        'inline-flex h-4 min-w-4 items-center justify-center rounded-sm border border-line-strong border-b-2 bg-surface px-1 font-medium text-[10.5px] text-faint leading-none pointer-coarse:hidden',
        '[.bg-accent_&]:border-current/40 [.bg-accent_&]:bg-transparent [.bg-accent_&]:text-inherit [.bg-accent_&]:opacity-85',
        className,
      )}
    >
      {children}
    </kbd>
  );
}
