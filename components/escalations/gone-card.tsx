'use client';
import { useQuery } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import type { EscalationView } from '@/lib/contracts/escalation';
import { useTRPC } from '@/lib/trpc/context';

interface GoneCardProps {
  escalation: EscalationView;
  note: string;
  onDismiss: () => void;
}

/** Somebody else was first: what came of it, and the note that was being written. */
export function GoneCard({ escalation, note, onDismiss }: GoneCardProps) {
  const trpc = useTRPC();
  const found = useQuery(trpc.escalations.get.queryOptions({ escalationId: escalation.id })).data;
  return (
    <article aria-label={escalation.title} data-testid="escalation-gone" className="grid gap-2 rounded-md border border-line px-3 py-2.5">
      <p role="status" className="text-sm">
        <strong className="font-semibold">{escalation.title}</strong> {cameTo(found)} Your note was not sent:
      </p>
      <p className="whitespace-pre-wrap rounded-sm bg-sunken px-2 py-1.5 text-sm [overflow-wrap:anywhere]">{note}</p>
      <div className="flex gap-2">
        <CopyButton text={note} label="Copy note" />
        <Button size="sm" onClick={onDismiss}>
          Dismiss
        </Button>
      </div>
    </article>
  );
}

function cameTo(found: EscalationView | undefined): string {
  if (!found || found.status === 'OPEN') return 'does not wait any more.';
  const by = found.decidedBy ? ` by ${found.decidedBy.replace(/^(user|token):/, '')}` : '';
  if (found.status === 'APPROVED' || found.status === 'REJECTED') return `was ${found.status.toLowerCase()}${by} meanwhile.`;
  return 'is void: its task begins anew, or was taken away.';
}
