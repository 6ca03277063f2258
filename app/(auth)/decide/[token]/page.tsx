import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { AuthCard } from '@/components/auth/auth-card';
import { DecisionForm } from '@/components/auth/decision-form';
import { FormNote } from '@/components/auth/form-note';
import { lookAtDecisionLink } from '@/server/api/look-at-decision';

// Its address is the key: no other page, no log of another site and no search engine hears of it.
export const metadata: Metadata = { title: 'Decide', referrer: 'no-referrer', robots: { index: false, follow: false } };
export const dynamic = 'force-dynamic';

/** What a link in a message opens. Looking changes nothing: mail scanners look, too. */
export default async function DecidePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const found = await lookAtDecisionLink(token, await headers());
  if ('fault' in found) {
    return (
      <AuthCard title="This link cannot be used">
        <FormNote>{found.fault}</FormNote>
        <p className="mt-3 text-muted">
          Each link works once and for some hours. What is open stands in the{' '}
          <a className="underline underline-offset-2" href="/inbox">
            inbox
          </a>
          .
        </p>
      </AuthCard>
    );
  }
  return (
    <AuthCard title={found.view.title} wide>
      <DecisionForm token={token} view={found.view} />
    </AuthCard>
  );
}
