'use client';
import Link from 'next/link';
import { useOpenEscalations } from '@/components/escalations/use-open-escalations';
import { StateIcon } from '@/components/ui/state-icon';
import type { EscalationView } from '@/lib/contracts/escalation';
import type { RunDetail } from '@/lib/contracts/run';
import type { TaskView } from '@/lib/contracts/task';

const SHOWN = 3;

/** The decisions that hold an open task, and those about it that hold what comes after: each a way into the inbox. */
export function TaskHold({ run, task }: { run: RunDetail; task: TaskView }) {
  const open = useOpenEscalations(run).filter(({ subject }) => subject === 'hold');
  const begins = task.status === 'PENDING' || task.status === 'READY';
  const about = (keys: readonly string[]) => open.filter(({ taskKey }) => taskKey !== null && keys.includes(taskKey));
  return (
    <>
      <Holds label="Does not begin before somebody decides:" holds={begins ? about(task.dependsOn) : []} />
      <Holds label="What waits for this task does not begin before somebody decides:" holds={about([task.key])} />
    </>
  );
}

function Holds({ label, holds }: { label: string; holds: readonly EscalationView[] }) {
  if (holds.length === 0) return null;
  return (
    <section aria-label={label} className="mx-4 mb-3 grid gap-1 rounded-md border border-waiting/50 bg-waiting-soft px-3 py-2">
      <p className="flex items-center gap-2 text-muted text-xs">
        <StateIcon state="waiting" decorative />
        {label}
      </p>
      <ul className="grid gap-0.5">
        {holds.slice(0, SHOWN).map(({ id, title }) => (
          <li key={id} className="truncate">
            <Link href={`/inbox/${id}`} title={title} className="rounded-sm font-medium text-sm underline-offset-2 hover:underline">
              {title}
            </Link>
          </li>
        ))}
      </ul>
      {holds.length > SHOWN ? <p className="text-muted text-xs">and {holds.length - SHOWN} more</p> : null}
    </section>
  );
}
