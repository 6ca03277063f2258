import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';
import { cn } from './cn';

const badgeStyle = cva('inline-flex h-[18px] items-center gap-1 whitespace-nowrap rounded-full px-1.5 font-medium text-2xs', {
  variants: {
    tone: {
      neutral: 'bg-pending-soft text-muted',
      accent: 'bg-accent-soft text-accent',
      good: 'bg-succeeded-soft text-succeeded',
      warn: 'bg-waiting-soft text-waiting',
      bad: 'bg-failed-soft text-failed',
    },
  },
  defaultVariants: { tone: 'neutral' },
});

export function Badge({ tone, className, ...rest }: ComponentProps<'span'> & VariantProps<typeof badgeStyle>) {
  return <span className={cn(badgeStyle({ tone }), className)} {...rest} />;
}
