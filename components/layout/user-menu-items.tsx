'use client';
import { CircleUser, LogOut } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTheme } from 'next-themes';
import type { ReactNode } from 'react';
import { OpenMenu, OpenMenuCheckItem, OpenMenuItem, OpenMenuLabel, OpenMenuSeparator } from '@/components/ui/open-menu';
import type { Me } from '@/lib/contracts/access';

const THEMES = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

/** Loaded when it is needed: nobody signs out first. */
async function leave(): Promise<void> {
  const { signOut } = await import('next-auth/react');
  await signOut({ redirect: false });
  window.location.assign('/sign-in');
}

/** The menu behind the account button. It opens as soon as it is there. */
export function UserMenuItems({ me, side, trigger }: { me: Me | undefined; side: 'top' | 'bottom'; trigger: ReactNode }) {
  const { theme, setTheme } = useTheme();
  const router = useRouter();
  return (
    <OpenMenu align="start" side={side} trigger={trigger}>
      {me ? (
        <>
          <div className="max-w-64 truncate px-2 pt-1 font-medium">{me.displayName ?? me.name}</div>
          <OpenMenuLabel>
            {me.displayName ? `${me.name} · ` : null}
            {me.role}
          </OpenMenuLabel>
          <OpenMenuItem icon={<CircleUser size={14} aria-hidden />} onSelect={() => router.push('/settings/account')}>
            Your account
          </OpenMenuItem>
          <OpenMenuSeparator />
        </>
      ) : null}
      <OpenMenuLabel>Theme</OpenMenuLabel>
      {THEMES.map(({ value, label }) => (
        <OpenMenuCheckItem key={value} checked={theme === value} onSelect={() => setTheme(value)}>
          {label}
        </OpenMenuCheckItem>
      ))}
      <OpenMenuSeparator />
      <OpenMenuItem icon={<LogOut size={14} aria-hidden />} onSelect={() => void leave()}>
        Sign out
      </OpenMenuItem>
    </OpenMenu>
  );
}
