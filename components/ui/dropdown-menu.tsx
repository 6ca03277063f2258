'use client';
import { Slot } from 'radix-ui';
import { createContext, type KeyboardEvent, type ReactNode, use, useState } from 'react';

export interface DropdownMenuProps {
  /** One element that takes a ref. */
  trigger: ReactNode;
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'right' | 'bottom' | 'left';
  className?: string;
  children: ReactNode;
}

export interface MenuItemProps {
  onSelect?: () => void;
  icon?: ReactNode;
  shortcut?: string;
  danger?: boolean;
  disabled?: boolean;
  /** Puts the item's behaviour on the only child, a link. */
  asChild?: boolean;
  children: ReactNode;
}

export interface MenuCheckItemProps {
  checked: boolean;
  onSelect: () => void;
  children: ReactNode;
}

const loadParts = () => import('./open-menu');
type Parts = Awaited<ReturnType<typeof loadParts>>;

/** What an open menu is made of. */
const PartsContext = createContext<Parts | null>(null);

/** A menu behind a button. Until somebody comes near it there is the button alone: what opens places itself and takes 25 kB. */
export function DropdownMenu(props: DropdownMenuProps) {
  const [parts, setParts] = useState<Parts | null>(null);
  if (parts) {
    return (
      <PartsContext value={parts}>
        <parts.OpenMenu {...props} />
      </PartsContext>
    );
  }
  const open = () => void loadParts().then(setParts);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    open();
  };
  return (
    <Slot.Root
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={() => void loadParts()}
      onFocus={() => void loadParts()}
      onClick={open}
      onKeyDown={onKeyDown}
    >
      {props.trigger}
    </Slot.Root>
  );
}

export function MenuItem(props: MenuItemProps) {
  const parts = use(PartsContext);
  return parts ? <parts.OpenMenuItem {...props} /> : null;
}

export function MenuCheckItem(props: MenuCheckItemProps) {
  const parts = use(PartsContext);
  return parts ? <parts.OpenMenuCheckItem {...props} /> : null;
}

export function MenuSeparator() {
  const parts = use(PartsContext);
  return parts ? <parts.OpenMenuSeparator /> : null;
}

export function MenuLabel(props: { children: ReactNode }) {
  const parts = use(PartsContext);
  return parts ? <parts.OpenMenuLabel {...props} /> : null;
}
