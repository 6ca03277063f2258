'use client';
import { Ellipsis } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { type ComponentProps, useState } from 'react';
import { isCurrent, MORE_ITEMS } from './nav-items';

const loadMenu = () => import('./more-ways-items');

function MoreButton(props: ComponentProps<'button'>) {
  return (
    <button type="button" aria-haspopup="menu" {...props}>
      <Ellipsis size={18} strokeWidth={1.8} aria-hidden />
      More
    </button>
  );
}

/** What the bar of a phone has no room for. The menu is fetched when somebody comes near it. */
export function MoreWays({ className }: { className: string }) {
  const pathname = usePathname();
  const [loaded, setLoaded] = useState<Awaited<ReturnType<typeof loadMenu>> | null>(null);
  const style = { className, 'aria-current': MORE_ITEMS.some((item) => isCurrent(item, pathname)) ? ('page' as const) : undefined };
  if (loaded) return <loaded.MoreWaysItems trigger={<MoreButton {...style} />} />;
  return (
    <MoreButton
      {...style}
      onPointerEnter={() => void loadMenu()}
      onFocus={() => void loadMenu()}
      onClick={() => void loadMenu().then(setLoaded)}
    />
  );
}
