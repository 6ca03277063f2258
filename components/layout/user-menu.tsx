'use client';
import { useQuery } from '@tanstack/react-query';
import { CircleUser, LogOut } from 'lucide-react';
import { signOut } from 'next-auth/react';
import { useTheme } from 'next-themes';
import { Button } from '@/components/ui/button';
import { DropdownMenu, MenuCheckItem, MenuItem, MenuLabel, MenuSeparator } from '@/components/ui/dropdown-menu';
import { useTRPC } from '@/lib/trpc/context';

const THEMES = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

async function leave(): Promise<void> {
  await signOut({ redirect: false });
  window.location.assign('/sign-in');
}

/** Who is signed in, the theme, the way out. `compact`: a glyph alone. */
export function UserMenu({ compact = false }: { compact?: boolean }) {
  const trpc = useTRPC();
  const me = useQuery(trpc.system.me.queryOptions(undefined, { staleTime: 60_000 })).data;
  const { theme, setTheme } = useTheme();
  return (
    <DropdownMenu
      align="start"
      side={compact ? 'bottom' : 'top'}
      trigger={
        <Button
          variant="quiet"
          aria-label="Account"
          className={compact ? 'size-9 px-0' : 'min-w-0 shrink justify-start max-lg:px-1.5 lg:flex-1'}
        >
          <CircleUser size={compact ? 18 : 15} aria-hidden />
          {compact ? null : <span className="min-w-0 truncate leading-normal max-lg:hidden">{me?.name ?? ''}</span>}
        </Button>
      }
    >
      {me ? (
        <>
          <div className="max-w-64 truncate px-2 pt-1 font-medium">{me.name}</div>
          <MenuLabel>{me.role}</MenuLabel>
          <MenuSeparator />
        </>
      ) : null}
      <MenuLabel>Theme</MenuLabel>
      {THEMES.map(({ value, label }) => (
        <MenuCheckItem key={value} checked={theme === value} onSelect={() => setTheme(value)}>
          {label}
        </MenuCheckItem>
      ))}
      <MenuSeparator />
      <MenuItem icon={<LogOut size={14} aria-hidden />} onSelect={() => void leave()}>
        Sign out
      </MenuItem>
    </DropdownMenu>
  );
}
