'use client';
import { Plus } from 'lucide-react';
import Link from 'next/link';
import { useMe } from '@/components/runs/use-me';
import { Button } from '@/components/ui/button';

/** The ways to a new workflow, for whoever may make one. */
export function NewWorkflowButtons() {
  if (!useMe()?.permissions.includes('workflows.write')) return null;
  return (
    <>
      <Button asChild>
        <Link href="/workflows/new?view=yaml">Import YAML</Link>
      </Button>
      <Button asChild variant="primary">
        <Link href="/workflows/new">
          <Plus size={14} aria-hidden />
          New workflow
        </Link>
      </Button>
    </>
  );
}
