import type { Metadata } from 'next';
import { LadderPanel } from '@/components/settings/ladder-panel';
import { PageHeader } from '@/components/ui/page-header';

export const metadata: Metadata = { title: 'Escalations' };

export default function EscalationSettingsPage() {
  return (
    <>
      <PageHeader title="Escalations" trail="Settings" className="border-line border-b" />
      <LadderPanel />
    </>
  );
}
