'use client';
import { EscalationCards } from '@/components/escalations/escalation-cards';
import type { RunDetail } from '@/lib/contracts/run';
import { useRunUrl } from './run-url';

/** Gates and branches that wait for somebody's decision. The drawer asks about the open one. */
export function OpenEscalations({ run }: { run: RunDetail }) {
  const [url, setUrl] = useRunUrl();
  return (
    <EscalationCards
      run={run}
      except={url.task}
      className="scroll-quiet mt-2 grid max-h-[46vh] grid-cols-[minmax(0,1fr)] gap-2 overflow-y-auto outline-none"
      onOpenArtifact={(artifact) => void setUrl({ artifact, view: 'artifacts' })}
      onOpenTask={(task) => void setUrl({ task })}
    />
  );
}

/** What the task in the drawer asks. */
export function TaskEscalation({ run, taskKey }: { run: RunDetail; taskKey: string }) {
  const [, setUrl] = useRunUrl();
  return (
    <EscalationCards
      run={run}
      taskKey={taskKey}
      className="scroll-quiet grid max-h-[55%] shrink-0 grid-cols-[minmax(0,1fr)] gap-2 overflow-y-auto border-line border-b px-4 pb-3 outline-none"
      onOpenArtifact={(artifact) => void setUrl({ artifact, view: 'artifacts', task: null })}
    />
  );
}
