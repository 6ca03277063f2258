import { Button } from '@/components/ui/button';

/** Somebody else saved what stands in a form: nothing typed is lost, and nothing of theirs is overwritten unseen. */
export function StaleNotice({ onTakeTheirs, onKeepMine }: { onTakeTheirs: () => void; onKeepMine: () => void }) {
  return (
    <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md bg-waiting-soft px-3 py-2 text-waiting">
      <span className="min-w-0 flex-1">Somebody else changed these settings while this page was open. What you typed is still here.</span>
      <Button size="sm" onClick={onTakeTheirs}>
        Take theirs
      </Button>
      <Button size="sm" onClick={onKeepMine}>
        Keep mine
      </Button>
    </div>
  );
}
