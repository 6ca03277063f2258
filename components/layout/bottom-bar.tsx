'use client';
import { Plus } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { MoreWays } from './more-ways';
import { isCurrent, isInBar, NAV_ITEMS, NavIcon } from './nav-items';

const itemStyle =
  'relative grid min-h-14 content-center justify-items-center gap-1 font-medium text-2xs text-faint -outline-offset-4 aria-[current=page]:text-accent';

/** The main ways on a phone, under the thumb: five, the rest behind the fourth. */
export function BottomBar() {
  const pathname = usePathname();
  const isNew = pathname === '/runs/new';
  const [overview, runs, ...others] = NAV_ITEMS.filter(isInBar).map((item) => (
    <Link key={item.href} href={item.href} aria-current={isCurrent(item, pathname) && !isNew ? 'page' : undefined} className={itemStyle}>
      <NavIcon size={18}>{item.icon}</NavIcon>
      {item.label}
      {item.count ? (
        <span className="absolute top-1 left-1/2 ml-1.5">
          <item.count />
        </span>
      ) : null}
    </Link>
  ));
  return (
    <nav
      aria-label="Main"
      className="grid auto-cols-fr grid-flow-col border-line border-t bg-surface pb-[env(safe-area-inset-bottom)] sm:hidden"
    >
      {overview}
      {runs}
      <Link href="/runs/new" aria-current={isNew ? 'page' : undefined} className={itemStyle}>
        <Plus size={18} strokeWidth={1.8} aria-hidden />
        New run
      </Link>
      <MoreWays className={itemStyle} />
      {others}
    </nav>
  );
}
