'use client';
import { Check } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './cn';
import type { DropdownMenuProps, MenuCheckItemProps, MenuItemProps } from './dropdown-menu';
import { Kbd } from './kbd';

/** Open from its first moment: it was loaded by the press on its button. */
export function OpenMenu({ trigger, align = 'end', side = 'bottom', className, children }: DropdownMenuProps) {
  return (
    <Radix.Root modal={false} defaultOpen>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className={cn('z-50 min-w-44 animate-pop rounded-lg border border-line bg-raised p-1 shadow-float outline-none', className)}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const itemStyle =
  'flex w-full cursor-default select-none items-center gap-2 rounded-sm px-2 py-1.5 text-sm outline-none data-[disabled]:opacity-45 data-[highlighted]:bg-hover pointer-coarse:py-2.5 [&_svg]:shrink-0';

export function OpenMenuItem({ onSelect, icon, shortcut, danger = false, disabled, asChild = false, children }: MenuItemProps) {
  const style = cn(itemStyle, danger && 'text-failed data-[highlighted]:bg-failed-soft');
  if (asChild) {
    return (
      <Radix.Item asChild onSelect={onSelect} disabled={disabled} className={style}>
        {children}
      </Radix.Item>
    );
  }
  return (
    <Radix.Item onSelect={onSelect} disabled={disabled} className={style}>
      {icon ? <span className={danger ? '' : 'text-faint'}>{icon}</span> : null}
      <span className="min-w-0 flex-1">{children}</span>
      {shortcut ? <Kbd>{shortcut}</Kbd> : null}
    </Radix.Item>
  );
}

export function OpenMenuCheckItem({ checked, onSelect, children }: MenuCheckItemProps) {
  return (
    <Radix.CheckboxItem checked={checked} onSelect={onSelect} className={itemStyle}>
      <span className="w-4 text-accent">{checked ? <Check size={14} aria-hidden /> : null}</span>
      {children}
    </Radix.CheckboxItem>
  );
}

export function OpenMenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}

export function OpenMenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 py-1 text-faint text-xs">{children}</Radix.Label>;
}
