'use client';
import { HoldCard } from '@/components/approvals/hold-card';
import type { RunDetail } from '@/lib/contracts/run';
import { plural } from '@/lib/format/count';
import { useRunUrl } from './run-url';

const SHOWN = 3;

/** Tasks that wait for a word whether they run again, where a rewind or a fork has led to them. */
export function HeldTasks({ run }: { run: RunDetail }) {
  const [url, setUrl] = useRunUrl();
  // The drawer asks about the open one.
  const held = run.tasks.filter((task) => task.waitingFor === 'irreversible' && task.key !== url.task);
  if (held.length === 0) return null;
  return (
    <section aria-label="Tasks that cannot be undone" className="scroll-quiet mt-2 grid max-h-[40vh] gap-2 overflow-y-auto">
      {held.slice(0, SHOWN).map((task) => (
        <HoldCard key={task.key} runId={run.id} task={task} onOpen={() => void setUrl({ task: task.key })} />
      ))}
      {held.length > SHOWN ? <p className="text-muted text-xs">and {plural(held.length - SHOWN, 'more task')} after these.</p> : null}
    </section>
  );
}
