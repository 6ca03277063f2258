import type { Metadata } from 'next';
import { AppearancePanel } from '@/components/settings/appearance-panel';
import { PageHeader } from '@/components/ui/page-header';

export const metadata: Metadata = { title: 'Appearance' };

export default function AppearancePage() {
  return (
    <>
      <PageHeader title="Appearance" trail="Settings" className="border-line border-b" />
      <AppearancePanel />
    </>
  );
}
