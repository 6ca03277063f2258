import type { ComponentType, ReactNode } from 'react';
import { DeadLetterCount } from '@/components/dead-letters/dead-letter-count';
import { InboxCount } from '@/components/escalations/inbox/inbox-count';

interface NavItem {
  href: string;
  label: string;
  /** Path that marks the item as current. */
  under: string;
  shortcut: string;
  icon: ReactNode;
  /** A figure beside it: what is open there. */
  count?: ComponentType;
}

/** What exists; later features add theirs. */
export const NAV_ITEMS: readonly NavItem[] = [
  {
    href: '/',
    label: 'Overview',
    under: '/',
    shortcut: 'g o',
    icon: (
      <>
        <rect x="2" y="2" width="5" height="6.5" rx="1" />
        <rect x="9" y="2" width="5" height="3.5" rx="1" />
        <rect x="2" y="10.5" width="5" height="3.5" rx="1" />
        <rect x="9" y="7.5" width="5" height="6.5" rx="1" />
      </>
    ),
  },
  {
    href: '/runs',
    label: 'Runs',
    under: '/runs',
    shortcut: 'g r',
    icon: (
      <>
        <circle cx="3.5" cy="8" r="1.8" />
        <circle cx="12.5" cy="4" r="1.8" />
        <circle cx="12.5" cy="12" r="1.8" />
        <path d="M5.2 7.3 10.8 4.7M5.2 8.7l5.6 2.6" />
      </>
    ),
  },
  {
    href: '/inbox',
    label: 'Inbox',
    under: '/inbox',
    shortcut: 'g i',
    icon: (
      <>
        <path d="M2 9.2h3.2l1 1.9h3.6l1-1.9H14" />
        <path d="M4.1 3h7.8L14 9.2v2.6a1.2 1.2 0 0 1-1.2 1.2H3.2A1.2 1.2 0 0 1 2 11.8V9.2z" />
      </>
    ),
    count: InboxCount,
  },
  {
    href: '/dead-letters',
    label: 'Dead letters',
    under: '/dead-letters',
    shortcut: 'g d',
    icon: (
      <>
        <circle cx="8" cy="8" r="6" />
        <path d="m5.9 5.9 4.2 4.2M10.1 5.9l-4.2 4.2" />
      </>
    ),
    count: DeadLetterCount,
  },
  {
    href: '/workflows',
    label: 'Workflows',
    under: '/workflows',
    shortcut: 'g w',
    icon: (
      <>
        <rect x="2" y="2.2" width="5" height="4" rx="1" />
        <rect x="9" y="9.8" width="5" height="4" rx="1" />
        <path d="M4.5 6.2v3.3a2.3 2.3 0 0 0 2.3 2.3H9" />
      </>
    ),
  },
  {
    href: '/agents',
    label: 'Agents',
    under: '/agents',
    shortcut: 'g a',
    icon: (
      <>
        <circle cx="8" cy="4.6" r="2.4" />
        <path d="M3 13.6c.5-3 2.5-4.4 5-4.4s4.5 1.4 5 4.4" />
      </>
    ),
  },
  {
    href: '/settings/account',
    label: 'Settings',
    under: '/settings',
    shortcut: 'g s',
    icon: (
      <>
        <circle cx="8" cy="8" r="2.3" />
        <path d="M8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.4M3.6 12.4 5 11M11 5l1.4-1.4" />
      </>
    ),
  },
];

const TASKS: NavItem = {
  href: '/tasks',
  label: 'Tasks',
  under: '/tasks',
  shortcut: 'g t',
  icon: (
    <>
      <path d="M6.5 4h7M6.5 8h7M6.5 12h7" />
      <path d="m2 4 .9.9 1.5-1.7M2 8l.9.9 1.5-1.7M2 12l.9.9 1.5-1.7" />
    </>
  ),
};

/** A phone's bar holds five, "New run" and "More" among them. */
export const isInBar = (item: NavItem): boolean => ['/', '/runs', '/inbox'].includes(item.under);

/** Behind "More" on a phone. The tasks of all runs have no place in the sidebar: the overview and the palette lead there. */
export const MORE_ITEMS: readonly NavItem[] = [TASKS, ...NAV_ITEMS.filter((item) => !isInBar(item))];

export const isCurrent = (item: { under: string }, pathname: string): boolean =>
  pathname === item.under || (item.under !== '/' && pathname.startsWith(`${item.under}/`));

export function NavIcon({ children, size = 15 }: { children: ReactNode; size?: number }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className="shrink-0"
    >
      {children}
    </svg>
  );
}
