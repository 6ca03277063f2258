import type { Metadata } from 'next';
import { ModelsPanel } from '@/components/models/models-panel';
import { PageHeader } from '@/components/ui/page-header';

export const metadata: Metadata = { title: 'Models' };

export default function ModelsPage() {
  return (
    <>
      <PageHeader title="Models" trail="Settings" className="border-line border-b" />
      <ModelsPanel />
    </>
  );
}
