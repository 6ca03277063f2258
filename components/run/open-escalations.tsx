'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { EscalationAsk } from '@/components/escalations/escalation-ask';
import { EscalationRows } from '@/components/escalations/escalation-rows';
import { Dialog } from '@/components/ui/dialog';
import type { RunDetail } from '@/lib/contracts/run';
import { useRunUrl } from './run-url';

/** What waits for somebody's decision. That about a gate or branch is made in its drawer (over the editor, which has none, in a dialog), others in the inbox. */
export function OpenEscalations({ run }: { run: RunDetail }) {
  const router = useRouter();
  const [url, setUrl] = useRunUrl();
  const [asked, setAsked] = useState<string | null>(null);
  const editing = url.edit !== null;
  return (
    <>
      <EscalationRows
        run={run}
        openKey={editing ? asked : url.task}
        onOpen={({ id, subject, taskKey }) => {
          if (subject !== 'ruling') router.push(`/inbox/${id}`);
          else if (editing) setAsked(taskKey);
          else void setUrl({ task: taskKey, tab: null, attempts: null });
        }}
      />
      {editing && asked !== null ? (
        <Dialog open onOpenChange={() => setAsked(null)} title="Decide">
          <EscalationAsk
            run={run}
            taskKey={asked}
            className="outline-none"
            onOpenArtifact={(artifact) => void setUrl({ artifact, view: 'artifacts', edit: null, task: null })}
            onDecided={() => setAsked(null)}
          />
        </Dialog>
      ) : null}
    </>
  );
}

/** What the task in the drawer asks. */
export function TaskEscalation({ run, taskKey }: { run: RunDetail; taskKey: string }) {
  const [, setUrl] = useRunUrl();
  return (
    <EscalationAsk
      key={taskKey}
      run={run}
      taskKey={taskKey}
      className="flex max-h-[60%] shrink-0 flex-col border-line border-b px-4 pb-3 outline-none"
      onOpenArtifact={(artifact) => void setUrl({ artifact, view: 'artifacts', task: null })}
    />
  );
}
