import { SearchX, Waypoints } from 'lucide-react';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ShortcutHint } from '@/components/ui/shortcut-hint';

export function RunListEmpty({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  if (isFiltered) {
    return (
      <EmptyState
        icon={<SearchX size={20} strokeWidth={1.6} aria-hidden />}
        title="No run matches"
        action={<Button onClick={onClear}>Clear search and filters</Button>}
      >
        No run has these words in its goal, id, roles, tasks or artifacts and passes the filters. Try fewer letters, or take a filter off.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<Waypoints size={20} strokeWidth={1.6} aria-hidden />}
      title="No runs yet"
      action={
        <Button asChild variant="primary">
          <Link href="/runs/new">
            Start the first run
            <ShortcutHint keys="n" />
          </Link>
        </Button>
      }
    >
      A run is a goal broken into tasks that agents carry out, each leaving artifacts. State a goal, add the documents it builds on, and
      watch the tasks here as they happen.
    </EmptyState>
  );
}
