'use client';
import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { OpenMenu, OpenMenuItem } from '@/components/ui/open-menu';
import { MORE_ITEMS, NavIcon } from './nav-items';

/** The menu behind "More". It opens as soon as it is there. */
export function MoreWaysItems({ trigger }: { trigger: ReactNode }) {
  const router = useRouter();
  return (
    <OpenMenu align="center" side="top" trigger={trigger}>
      {MORE_ITEMS.map((item) => (
        <OpenMenuItem key={item.href} icon={<NavIcon>{item.icon}</NavIcon>} onSelect={() => router.push(item.href)}>
          {item.label}
          {item.count ? <item.count /> : null}
        </OpenMenuItem>
      ))}
    </OpenMenu>
  );
}
