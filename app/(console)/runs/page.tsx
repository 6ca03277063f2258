import { Plus } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { Suspense } from 'react';
import { ImportButton } from '@/components/checkpoints/import-button';
import { RunList } from '@/components/runs/run-list';
import { RunListSkeleton } from '@/components/runs/run-list-skeleton';
import { Button } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { ShortcutHint } from '@/components/ui/shortcut-hint';

export const metadata: Metadata = { title: 'Runs' };

export default function RunsPage() {
  return (
    <>
      <PageHeader
        title="Runs"
        actions={
          <>
            <ImportButton className="max-sm:hidden" />
            <Button asChild variant="primary" className="max-sm:hidden">
              <Link href="/runs/new">
                <Plus size={14} aria-hidden />
                New run
                <ShortcutHint keys="n" />
              </Link>
            </Button>
          </>
        }
      />
      <Suspense fallback={<RunListSkeleton />}>
        <RunList />
      </Suspense>
    </>
  );
}
