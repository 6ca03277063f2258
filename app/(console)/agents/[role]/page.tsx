import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Suspense } from 'react';
import { AgentPage } from '@/components/agents/agent-page';
import { Skeleton } from '@/components/ui/skeleton';
import { ROLES } from '@/lib/contracts/task';

export const metadata: Metadata = { title: 'Agent' };

export default async function RolePage({ params }: { params: Promise<{ role: string }> }) {
  const { role } = await params;
  const known = ROLES.find((one) => one === role);
  if (!known) notFound();
  return (
    <Suspense fallback={<Skeleton className="m-5 h-64" />}>
      <AgentPage role={known} />
    </Suspense>
  );
}
