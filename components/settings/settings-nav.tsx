'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { cn } from '@/components/ui/cn';

/** Pages of the settings, in the order of the list. */
const SETTINGS_PAGES: readonly { href: string; label: string }[] = [
  { href: '/settings/account', label: 'Account' },
  { href: '/settings/general', label: 'General' },
  { href: '/settings/people', label: 'People' },
  { href: '/settings/mcp', label: 'MCP servers' },
  { href: '/settings/models', label: 'Models' },
  { href: '/settings/prices', label: 'Prices' },
  { href: '/settings/tokens', label: 'API tokens' },
  { href: '/settings/audit', label: 'Audit' },
  { href: '/settings/appearance', label: 'Appearance' },
];

/** A column beside the page; on a phone a row that scrolls sideways. */
export function SettingsNav() {
  const pathname = usePathname();
  return (
    <nav
      aria-label="Settings"
      className="flex shrink-0 gap-1 overflow-x-auto border-line border-b px-3 py-2 sm:w-44 sm:flex-col sm:overflow-visible sm:border-r sm:border-b-0 sm:px-2 sm:py-3"
    >
      {SETTINGS_PAGES.map(({ href, label }) => {
        const current = pathname === href || pathname.startsWith(`${href}/`);
        return (
          <Link
            key={href}
            href={href}
            aria-current={current ? 'page' : undefined}
            className={cn(
              'whitespace-nowrap rounded-md px-2.5 py-1.5 text-muted hover:bg-hover hover:text-fg',
              current && 'bg-hover font-medium text-fg',
            )}
          >
            {label}
          </Link>
        );
      })}
    </nav>
  );
}
