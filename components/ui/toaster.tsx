'use client';
import { useTheme } from 'next-themes';
import { Toaster as Sonner } from 'sonner';

/** Where `toast()` of sonner shows. Above the bottom bar on a phone. */
export function Toaster() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === 'dark' ? 'dark' : 'light'}
      position="bottom-right"
      mobileOffset={{ bottom: 72 }}
      style={{ fontFamily: 'inherit' }}
      toastOptions={{
        style: {
          background: 'var(--raised)',
          color: 'var(--fg)',
          border: '1px solid var(--line)',
          boxShadow: 'var(--shadow-float)',
          borderRadius: 8,
          fontFamily: 'inherit',
          fontSize: 13,
        },
        descriptionClassName: '!text-muted',
      }}
    />
  );
}
