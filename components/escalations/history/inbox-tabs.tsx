'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';

const TABS = [
  ['/inbox', 'Open'],
  ['/inbox/history', 'History'],
  ['/inbox/figures', 'Figures'],
] as const;

/** What waits, what was decided, and how well that went. */
export function InboxTabs() {
  const pathname = usePathname();
  return (
    <nav aria-label="Inbox" className="flex gap-0.5">
      {TABS.map(([href, label]) => (
        <Link
          key={href}
          href={href}
          aria-current={pathname === href ? 'page' : undefined}
          className="inline-flex h-7 items-center rounded-md px-2 font-medium text-muted -outline-offset-2 hover:bg-hover hover:text-fg aria-[current]:bg-accent-soft aria-[current]:text-accent pointer-coarse:h-10 pointer-coarse:px-3"
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
