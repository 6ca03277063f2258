'use client';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { PanelSection } from '@/components/settings/panel';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Account } from '@/lib/contracts/account';

const SetupDialog = dynamic(() => import('./setup-dialog').then((module) => module.SetupDialog), { ssr: false });
const ProofDialog = dynamic(() => import('./proof-dialog').then((module) => module.ProofDialog), { ssr: false });

export function TwoFactorSection({ account }: { account: Account }) {
  const [open, setOpen] = useState<'setup' | 'turn-off' | 'renew' | null>(null);
  const { enabledAt, recoveryCodesLeft } = account.twoFactor;
  const close = (isOpen: boolean) => {
    if (!isOpen) setOpen(null);
  };
  return (
    <PanelSection
      title="Two-factor sign-in"
      hint="A code from an authenticator app is asked for after your password. Whoever comes by an issuer is asked by the issuer."
    >
      {enabledAt === null ? (
        <div>
          <Button onClick={() => setOpen('setup')}>Set up two-factor</Button>
        </div>
      ) : (
        <div className="grid gap-3">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Badge tone="good">on</Badge>
            <span className="text-muted">
              since <RelativeTime at={enabledAt} />
            </span>
            {recoveryCodesLeft <= 3 ? (
              <Badge tone="warn">{recoveryCodesLeft} of 10 recovery codes left</Badge>
            ) : (
              <span className="text-muted">{recoveryCodesLeft} of 10 recovery codes left</span>
            )}
          </div>
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => setOpen('renew')}>New recovery codes</Button>
            <Button variant="danger" onClick={() => setOpen('turn-off')}>
              Turn off two-factor
            </Button>
          </div>
        </div>
      )}
      {open === 'setup' ? <SetupDialog hasPassword={account.hasPassword} onOpenChange={close} /> : null}
      {open === 'turn-off' || open === 'renew' ? <ProofDialog what={open} hasPassword={account.hasPassword} onOpenChange={close} /> : null}
    </PanelSection>
  );
}
