import type { ComponentProps } from 'react';
import { cn } from './cn';
import { fieldStyle, readOnlyStyle } from './input';

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      className={cn(fieldStyle, readOnlyStyle, 'scroll-quiet block min-h-20 resize-y px-2.5 py-1.5 leading-[1.5]', className)}
      {...rest}
    />
  );
}
