import type { Metadata } from 'next';
import { AuthCard } from '@/components/auth/auth-card';
import { safeCallback } from '@/components/auth/safe-callback';
import { SignInForm } from '@/components/auth/sign-in-form';
import { issuersOf } from '@/server/api/issuers-of';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { callbackUrl, error } = await searchParams;
  const one = (value: string | string[] | undefined) => (typeof value === 'string' ? value : undefined);
  return (
    <AuthCard title="Sign in">
      <SignInForm callbackUrl={safeCallback(one(callbackUrl))} issuers={issuersOf()} error={one(error)} />
    </AuthCard>
  );
}
