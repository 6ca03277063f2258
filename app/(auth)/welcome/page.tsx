import type { Metadata } from 'next';
import { AuthCard } from '@/components/auth/auth-card';
import { WelcomeForm } from '@/components/auth/welcome-form';

export const metadata: Metadata = { title: 'Welcome', referrer: 'no-referrer' };

export default async function WelcomePage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { token } = await searchParams;
  return (
    <AuthCard title="Welcome to Signalbox" intro="Make the first account. It is an admin’s: it can start runs and create API tokens.">
      <WelcomeForm token={typeof token === 'string' ? token : undefined} />
    </AuthCard>
  );
}
