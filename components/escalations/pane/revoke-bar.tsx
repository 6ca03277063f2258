'use client';
import { Button } from '@/components/ui/button';
import { useNowText } from '@/components/ui/now';
import type { Me } from '@/lib/contracts/access';
import type { EscalationDetail } from '@/lib/contracts/escalation';
import { AsideForms } from './aside-actions';
import { Countdown } from './countdown';
import { ActionBar, type OpenForm } from './pane-actions';

interface RevokeBarProps {
  escalation: EscalationDetail;
  me: Me;
  form: OpenForm | null;
  onForm: (form: OpenForm | null) => void;
}

/** An approval can be taken back for a while. */
export function RevokeBar({ escalation, me, form, onForm }: RevokeBarProps) {
  const { status, revocableUntil } = escalation;
  const inTime = useNowText((nowMs) => (revocableUntil && Date.parse(revocableUntil) > nowMs ? 'yes' : ''), '') !== '';
  const isApproval = status === 'APPROVED' || status === 'APPROVED_WITH_CONDITIONS';
  if (!isApproval || !revocableUntil || !inTime || !me.permissions.includes('escalations.decide')) return null;
  return (
    <ActionBar>
      {form === 'revoke' ? (
        <AsideForms escalation={escalation} me={me} form="revoke" onClose={() => onForm(null)} />
      ) : (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <Button variant="danger" onClick={() => onForm('revoke')} className="max-sm:h-11">
            Take it back…
          </Button>
          <span className="text-muted text-xs">
            possible for <Countdown at={revocableUntil} />
          </span>
        </div>
      )}
    </ActionBar>
  );
}
