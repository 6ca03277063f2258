'use client';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { startIssuer } from './start-issuer';

export interface Issuer {
  id: string;
  name: string;
}

/** One button an issuer, and the line between them and the form below. */
export function IssuerButtons({ issuers, callbackUrl, divider }: { issuers: readonly Issuer[]; callbackUrl: string; divider: string }) {
  const [busy, setBusy] = useState<string | null>(null);
  if (issuers.length === 0) return null;
  return (
    <div className="mb-4 grid gap-2">
      {issuers.map(({ id, name }) => (
        <Button
          key={id}
          size="lg"
          busy={busy === id}
          onClick={() => {
            setBusy(id);
            startIssuer(id, callbackUrl).catch(() => setBusy(null));
          }}
        >
          Continue with {name}
        </Button>
      ))}
      <div className="mt-2 flex items-center gap-3 text-faint text-xs">
        <span className="h-px flex-1 bg-line" />
        {divider}
        <span className="h-px flex-1 bg-line" />
      </div>
    </div>
  );
}
