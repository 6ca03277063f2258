import { Slot } from 'radix-ui';
import type { ReactNode } from 'react';

export type TooltipSide = 'top' | 'right' | 'bottom' | 'left';

interface TooltipProps {
  label: string;
  shortcut?: string;
  side?: TooltipSide;
  /** One element that takes attributes: it is what the tooltip is about. */
  children: ReactNode;
}

/**
 * Marks its child; the page's one `TooltipHost` shows the words on hover and keyboard focus. Tooltips are for the eye: what
 * must be heard belongs into the child's own label.
 */
export function Tooltip({ label, shortcut, side = 'top', children }: TooltipProps) {
  return (
    <Slot.Root data-tip={label} data-tip-keys={shortcut} data-tip-side={side}>
      {children}
    </Slot.Root>
  );
}
