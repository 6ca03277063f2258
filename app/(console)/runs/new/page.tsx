import type { Metadata } from 'next';
import Link from 'next/link';
import { ImportButton } from '@/components/checkpoints/import-button';
import { NewRunForm } from '@/components/runs/new-run/new-run-form';
import { PageHeader } from '@/components/ui/page-header';

export const metadata: Metadata = { title: 'New run' };

export default function NewRunPage() {
  return (
    <>
      <PageHeader
        title="New run"
        trail={
          <Link href="/runs" className="hover:text-fg">
            Runs
          </Link>
        }
        actions={<ImportButton />}
        className="border-line border-b"
      />
      <NewRunForm />
    </>
  );
}
