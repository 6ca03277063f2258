import { cva, type VariantProps } from 'class-variance-authority';
import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './cn';

const buttonStyle = cva(
  [
    'inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium leading-none',
    'transition-colors duration-120 disabled:pointer-events-none disabled:opacity-50 aria-busy:pointer-events-none aria-busy:opacity-70',
    '[&_svg]:shrink-0',
  ],
  {
    variants: {
      variant: {
        default: 'border-line-strong bg-surface text-fg hover:bg-hover',
        primary: 'border-accent bg-accent text-on-accent hover:border-accent-hover hover:bg-accent-hover',
        quiet: 'border-transparent bg-transparent text-muted hover:bg-hover hover:text-fg',
        danger: 'border-line-strong bg-surface text-failed hover:border-failed hover:bg-failed-soft',
      },
      size: {
        sm: 'h-6 px-2 text-xs pointer-coarse:h-9 pointer-coarse:px-3',
        md: 'h-7 px-2.5 text-sm pointer-coarse:h-10 pointer-coarse:px-3.5',
        lg: 'h-9 px-4 text-sm pointer-coarse:h-11',
      },
    },
    defaultVariants: { variant: 'default', size: 'md' },
  },
);

export interface ButtonProps extends ComponentProps<'button'>, VariantProps<typeof buttonStyle> {
  /** Puts the style on the only child (a link, say) instead of a button. */
  asChild?: boolean;
  /** Work in progress: the label stays, presses are ignored, assistive technology hears "busy". */
  busy?: boolean;
}

export function Button({ className, variant, size, asChild = false, busy = false, type, ...rest }: ButtonProps) {
  const Element = asChild ? Slot.Root : 'button';
  return (
    <Element
      {...(asChild ? {} : { type: type ?? 'button' })}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      className={cn(buttonStyle({ variant, size }), className)}
      {...rest}
    />
  );
}
