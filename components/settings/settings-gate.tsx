'use client';
import { Lock } from 'lucide-react';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { useMe } from '@/components/runs/use-me';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { settingsPageAt } from './settings-pages';

/** In place of a page that this role may not use: why, and who can help. The server refuses by itself; this only tells. */
export function SettingsGate({ children }: { children: ReactNode }) {
  const page = settingsPageAt(usePathname());
  const me = useMe();
  if (!page?.needs || me === undefined || me.permissions.includes(page.needs)) return children;
  return (
    <>
      <PageHeader title={page.label} trail="Settings" className="border-line border-b" />
      <EmptyState icon={<Lock size={20} strokeWidth={1.6} aria-hidden />} title="Only admins use this page">
        Your role is {me.role}, which does not include it. Ask an admin for what you need, or for another role.
      </EmptyState>
    </>
  );
}
