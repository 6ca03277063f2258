'use client';
import { Moon, Sun } from 'lucide-react';
import { useTheme } from 'next-themes';
import { IconButton } from '@/components/ui/icon-button';

/** Light or dark at a press; "as the system" is in the user menu. Both glyphs are drawn, so that markup is the same everywhere. */
export function ThemeButton() {
  const { resolvedTheme, setTheme } = useTheme();
  return (
    <IconButton label="Switch theme" onClick={() => setTheme(resolvedTheme === 'dark' ? 'light' : 'dark')}>
      <Moon size={15} aria-hidden className="dark:hidden" />
      <Sun size={15} aria-hidden className="hidden dark:block" />
    </IconButton>
  );
}
