import type { Metadata } from 'next';
import { PricesPanel } from '@/components/models/prices-panel';
import { PageHeader } from '@/components/ui/page-header';

export const metadata: Metadata = { title: 'Prices' };

export default function PricesPage() {
  return (
    <>
      <PageHeader title="Prices" trail="Settings" className="border-line border-b" />
      <PricesPanel />
    </>
  );
}
