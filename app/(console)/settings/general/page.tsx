import type { Metadata } from 'next';
import { GeneralPanel } from '@/components/settings/general-panel';
import { PageHeader } from '@/components/ui/page-header';

export const metadata: Metadata = { title: 'General settings' };

export default function GeneralSettingsPage() {
  return (
    <>
      <PageHeader title="General" trail="Settings" className="border-line border-b" />
      <GeneralPanel />
    </>
  );
}
