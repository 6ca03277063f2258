'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { PaletteButton } from '@/components/palette/palette-button';
import { cn } from '@/components/ui/cn';
import { Tooltip } from '@/components/ui/tooltip';
import { BrandMark } from './brand';
import { LiveIndicator } from './live-indicator';
import { isCurrent, NAV_ITEMS, NavIcon } from './nav-items';
import { OfflineModelBadge } from './offline-model-badge';
import { ShortcutHelpButton } from './shortcut-help';
import { ThemeButton } from './theme-button';
import { UserMenu } from './user-menu';

/** Full from 1024 px, a rail of icons from 640, absent under that: the bottom bar serves there. */
export function Sidebar() {
  const pathname = usePathname();
  return (
    <aside className="flex flex-col border-line border-r bg-sunken px-2 py-2.5 max-lg:items-center max-sm:hidden">
      <Link href="/" className="mb-2 flex h-8 items-center gap-2 rounded-md px-2 font-semibold text-base tracking-tight">
        <BrandMark />
        <span className="max-lg:sr-only">Signalbox</span>
      </Link>
      <PaletteButton />
      <nav aria-label="Main" className="grid gap-px max-lg:justify-items-center">
        {NAV_ITEMS.map((item) => (
          <Tooltip key={item.href} label={item.label} shortcut={item.shortcut} side="right">
            <Link
              href={item.href}
              aria-current={isCurrent(item, pathname) ? 'page' : undefined}
              className={cn(
                'relative flex h-[30px] items-center gap-2.5 rounded-md px-2 font-medium text-muted transition-colors duration-120 hover:text-fg max-lg:size-9 max-lg:justify-center',
                'aria-[current=page]:bg-surface aria-[current=page]:text-fg aria-[current=page]:shadow-[0_0_0_1px_var(--line)]',
              )}
            >
              <NavIcon>{item.icon}</NavIcon>
              <span className="max-lg:sr-only">{item.label}</span>
              {item.count ? <item.count /> : null}
            </Link>
          </Tooltip>
        ))}
      </nav>
      <div className="mt-auto grid grid-cols-[minmax(0,1fr)] gap-2 max-lg:justify-items-center">
        <div className="grid justify-items-start gap-1.5 px-2 max-lg:justify-items-center max-lg:px-0">
          <OfflineModelBadge className="-ml-0.5 max-lg:hidden" />
          <OfflineModelBadge isShort className="lg:hidden" />
          <LiveIndicator />
        </div>
        <div className="flex min-w-0 items-center gap-0.5 border-line border-t pt-2 max-lg:flex-col">
          <UserMenu />
          <ThemeButton />
          <ShortcutHelpButton />
        </div>
      </div>
    </aside>
  );
}
