import type { ComponentProps } from 'react';
import { cn } from './cn';

export const fieldStyle =
  'w-full rounded-md border border-line-strong bg-surface text-sm text-fg transition-colors duration-120 hover:border-faint focus-visible:border-focus focus-visible:-outline-offset-1 disabled:opacity-60 aria-invalid:border-failed';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cn(fieldStyle, 'h-8 px-2.5 pointer-coarse:h-10', className)} {...rest} />;
}
