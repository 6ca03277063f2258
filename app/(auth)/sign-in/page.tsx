import type { Metadata } from 'next';
import { AuthCard } from '@/components/auth/auth-card';
import { safeCallback } from '@/components/auth/safe-callback';
import { SignInForm } from '@/components/auth/sign-in-form';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { callbackUrl } = await searchParams;
  return (
    <AuthCard title="Sign in">
      <SignInForm callbackUrl={safeCallback(typeof callbackUrl === 'string' ? callbackUrl : undefined)} />
    </AuthCard>
  );
}
