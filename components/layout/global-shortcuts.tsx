'use client';
import { useRouter } from 'next/navigation';
import { useShortcut } from '@/components/ui/shortcuts';

/** The keys that work on every page of the console. */
export function GlobalShortcuts() {
  const router = useRouter();
  useShortcut('g o', 'Go to the overview', () => router.push('/'), { group: 'Everywhere' });
  useShortcut('g r', 'Go to runs', () => router.push('/runs'), { group: 'Everywhere' });
  useShortcut('g t', 'Go to tasks', () => router.push('/tasks'), { group: 'Everywhere' });
  useShortcut('g i', 'Go to the inbox', () => router.push('/inbox'), { group: 'Everywhere' });
  useShortcut('g d', 'Go to dead letters', () => router.push('/dead-letters'), { group: 'Everywhere' });
  useShortcut('g w', 'Go to workflows', () => router.push('/workflows'), { group: 'Everywhere' });
  useShortcut('g a', 'Go to agents', () => router.push('/agents'), { group: 'Everywhere' });
  useShortcut('g s', 'Go to settings', () => router.push('/settings/account'), { group: 'Everywhere' });
  useShortcut('n', 'New run', () => router.push('/runs/new'), { group: 'Everywhere' });
  return null;
}
