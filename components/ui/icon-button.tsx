'use client';
import type { ReactNode } from 'react';
import { Button, type ButtonProps } from './button';
import { cn } from './cn';
import { Tooltip } from './tooltip';

interface IconButtonProps extends Omit<ButtonProps, 'aria-label' | 'children'> {
  /** Says what the button does: its accessible name and its tooltip. */
  label: string;
  /** Key shown in the tooltip. */
  shortcut?: string;
  children: ReactNode;
}

export function IconButton({ label, shortcut, className, variant = 'quiet', size = 'md', children, ...rest }: IconButtonProps) {
  return (
    <Tooltip label={label} shortcut={shortcut}>
      <Button
        aria-label={label}
        variant={variant}
        size={size}
        className={cn('aspect-square px-0 pointer-coarse:px-0', className)}
        {...rest}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
