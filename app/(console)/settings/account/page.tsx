import type { Metadata } from 'next';
import { AccountPanel } from '@/components/account/account-panel';
import { PageHeader } from '@/components/ui/page-header';

export const metadata: Metadata = { title: 'Account' };

export default function AccountPage() {
  return (
    <>
      <PageHeader title="Account" trail="Settings" className="border-line border-b" />
      <AccountPanel />
    </>
  );
}
