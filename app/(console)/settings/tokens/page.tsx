import type { Metadata } from 'next';
import { TokensPanel } from '@/components/settings/tokens-panel';
import { PageHeader } from '@/components/ui/page-header';

export const metadata: Metadata = { title: 'API tokens' };

export default function TokensPage() {
  return (
    <>
      <PageHeader title="API tokens" trail="Settings" className="border-line border-b" />
      <TokensPanel />
    </>
  );
}
