'use client';
import { UserPlus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Panel, PanelSection } from '@/components/settings/panel';
import { Button } from '@/components/ui/button';
import type { OneTimeLink } from '@/lib/contracts/people';
import { InvitationList } from './invitation-list';
import { PeopleList } from './people-list';

const InviteDialog = dynamic(() => import('./invite-dialog').then((module) => module.InviteDialog), { ssr: false });
const LinkDialog = dynamic(() => import('./link-dialog').then((module) => module.LinkDialog), { ssr: false });

/** A link that was just made, and what it is for. */
export interface ShownLink {
  title: string;
  text: string;
  link: OneTimeLink;
}

/** People and open invitations. */
export function PeoplePanel() {
  const [isInviting, setIsInviting] = useState(false);
  const [shown, setShown] = useState<ShownLink | null>(null);
  const invite = (
    <Button variant="primary" onClick={() => setIsInviting(true)}>
      <UserPlus size={14} aria-hidden />
      Invite somebody
    </Button>
  );
  return (
    <Panel label="People">
      <PanelSection title="People" hint="Who can sign in, and what they may do. A new role holds at once." actions={invite}>
        <PeopleList onLink={setShown} />
      </PanelSection>
      <PanelSection title="Open invitations" hint="A link works once, for 72 hours. Give it to them yourself: no mail is sent.">
        <InvitationList onLink={setShown} />
      </PanelSection>
      {isInviting ? (
        <InviteDialog
          onOpenChange={setIsInviting}
          onInvited={(made) => {
            setIsInviting(false);
            setShown(made);
          }}
        />
      ) : null}
      {shown ? <LinkDialog shown={shown} onOpenChange={(open) => (open ? undefined : setShown(null))} /> : null}
    </Panel>
  );
}
