'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useId } from 'react';
import { useMe } from '@/components/runs/use-me';
import { cn } from '@/components/ui/cn';
import { SETTINGS_GROUPS, type SettingsPage, settingsPageAt } from './settings-pages';

/** A column beside the page; on a phone a row that scrolls sideways. Pages that this role may not use are left out. */
export function SettingsNav() {
  const current = settingsPageAt(usePathname());
  const me = useMe();
  return (
    <nav
      aria-label="Settings"
      className="scroll-quiet flex shrink-0 gap-1 overflow-x-auto border-line border-b px-3 py-2 sm:w-44 sm:flex-col sm:gap-4 sm:overflow-x-visible sm:border-r sm:border-b-0 sm:px-2 sm:py-3"
    >
      {SETTINGS_GROUPS.map(({ label, pages }) => (
        <Group
          key={label}
          label={label}
          // Until the role is known all are listed: nobody sees the list grow under the pointer.
          pages={pages.filter(({ needs }) => needs === undefined || me === undefined || me.permissions.includes(needs))}
          current={current}
        />
      ))}
    </nav>
  );
}

function Group({ label, pages, current }: { label: string; pages: readonly SettingsPage[]; current: SettingsPage | undefined }) {
  const id = useId();
  return (
    <div className="flex gap-1 sm:flex-col sm:gap-px">
      <p id={id} className="px-2.5 pb-1 text-faint text-xs max-sm:sr-only">
        {label}
      </p>
      <ul aria-labelledby={id} className="flex gap-1 sm:flex-col sm:gap-px">
        {pages.map((page) => (
          <li key={page.href}>
            <Link
              href={page.href}
              aria-current={page.href === current?.href ? 'page' : undefined}
              // On a phone the row may be scrolled away from the page that is open.
              ref={page.href === current?.href ? revealInRow : undefined}
              className={cn(
                'block whitespace-nowrap rounded-md px-2.5 py-1.5 text-muted hover:bg-hover hover:text-fg',
                page.href === current?.href && 'bg-hover font-medium text-fg',
              )}
            >
              {page.label}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

function revealInRow(link: HTMLAnchorElement | null) {
  const row = link?.closest('nav');
  if (!link || !row) return;
  const { left, right } = link.getBoundingClientRect();
  const seen = row.getBoundingClientRect();
  if (left < seen.left || right > seen.right) row.scrollLeft += left - seen.left - (seen.width - (right - left)) / 2;
}
