import type { Metadata } from 'next';
import { AuthCard } from '@/components/auth/auth-card';
import { LinkForm } from '@/components/auth/link-form';
import { issuersOf } from '@/server/api/issuers-of';

export const metadata: Metadata = { title: 'Invitation', referrer: 'no-referrer' };
/** Which issuers there are is known at run time. */
export const dynamic = 'force-dynamic';

export default function InvitationPage() {
  return (
    <AuthCard title="Welcome to Signalbox">
      <LinkForm kind="invitation" issuers={issuersOf()} />
    </AuthCard>
  );
}
