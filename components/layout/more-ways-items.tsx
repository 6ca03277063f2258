'use client';
import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { DropdownMenu, MenuItem } from '@/components/ui/dropdown-menu';
import { MORE_ITEMS, NavIcon } from './nav-items';

/** The menu behind "More". It opens as soon as it is there. */
export function MoreWaysItems({ trigger }: { trigger: ReactNode }) {
  const router = useRouter();
  return (
    <DropdownMenu align="center" side="top" trigger={trigger} defaultOpen>
      {MORE_ITEMS.map((item) => (
        <MenuItem key={item.href} icon={<NavIcon>{item.icon}</NavIcon>} onSelect={() => router.push(item.href)}>
          {item.label}
        </MenuItem>
      ))}
    </DropdownMenu>
  );
}
