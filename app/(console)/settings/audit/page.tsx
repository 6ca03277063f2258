import type { Metadata } from 'next';
import { AuditPanel } from '@/components/audit/audit-panel';
import { PageHeader } from '@/components/ui/page-header';

export const metadata: Metadata = { title: 'Audit' };

export default function AuditPage() {
  return (
    <>
      <PageHeader title="Audit" trail="Settings" className="border-line border-b" />
      <AuditPanel />
    </>
  );
}
