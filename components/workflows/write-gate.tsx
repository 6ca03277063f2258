'use client';
import { Lock } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useMe } from '@/components/runs/use-me';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

/** In place of the editor, for a role that could not save what is written there. */
export function WriteGate({ children }: { children: ReactNode }) {
  const me = useMe();
  if (me === undefined || me.permissions.includes('workflows.write')) return children;
  return (
    <EmptyState
      icon={<Lock size={20} strokeWidth={1.6} aria-hidden />}
      title="Your role does not change workflows"
      action={
        <Button asChild>
          <Link href="/workflows">All workflows</Link>
        </Button>
      }
    >
      You are here as {me.role}. Operators and admins make and edit workflows: ask an admin for another role.
    </EmptyState>
  );
}
