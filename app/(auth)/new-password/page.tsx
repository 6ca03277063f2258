import type { Metadata } from 'next';
import { AuthCard } from '@/components/auth/auth-card';
import { LinkForm } from '@/components/auth/link-form';

export const metadata: Metadata = { title: 'New password', referrer: 'no-referrer' };

export default function NewPasswordPage() {
  return (
    <AuthCard title="Choose a new password">
      <LinkForm kind="password" issuers={[]} />
    </AuthCard>
  );
}
