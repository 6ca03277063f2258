import type { ComponentProps } from 'react';
import { cn } from './cn';

export const fieldStyle =
  'w-full rounded-md border border-line-strong bg-surface text-sm text-fg transition-colors duration-120 hover:border-faint focus-visible:border-focus focus-visible:-outline-offset-1 disabled:opacity-60 aria-invalid:border-failed';

/** What can be read alone does not look like a field to write in. Not in `fieldStyle`: to CSS every button is read-only. */
export const readOnlyStyle = 'read-only:border-line read-only:bg-sunken';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cn(fieldStyle, readOnlyStyle, 'h-8 px-2.5 pointer-coarse:h-10', className)} {...rest} />;
}
