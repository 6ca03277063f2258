'use client';
import type { WorkflowView } from '@/lib/contracts/workflow';
import { SchedulesPanel } from './schedules-panel';
import { WebhooksPanel } from './webhooks-panel';

/** What starts the workflow by itself. */
export function TriggersTab({ workflow, mayWrite, isKnown }: { workflow: WorkflowView; mayWrite: boolean; isKnown: boolean }) {
  return (
    <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
      <div className="grid max-w-[960px] grid-cols-[minmax(0,1fr)] gap-8 px-4 py-5 sm:px-5">
        {isKnown && !mayWrite ? (
          <p className="rounded-md bg-sunken px-3 py-2 text-muted">
            You can look at what starts this workflow. Changing it takes the role operator or admin: ask an admin.
          </p>
        ) : null}
        <SchedulesPanel workflow={workflow} mayWrite={mayWrite} />
        <WebhooksPanel workflow={workflow} mayWrite={mayWrite} />
      </div>
    </div>
  );
}
