import { ChartNoAxesCombined } from 'lucide-react';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ShortcutHint } from '@/components/ui/shortcut-hint';

/** Before the first run. */
export function OverviewEmpty() {
  return (
    <EmptyState
      icon={<ChartNoAxesCombined size={20} strokeWidth={1.6} aria-hidden />}
      title="Nothing has run yet"
      action={
        <Button asChild variant="primary">
          <Link href="/runs/new">
            Start the first run
            <ShortcutHint keys="n" />
          </Link>
        </Button>
      }
    >
      What is under way, what it costs, how long tasks take and what needs you will be here, live.
    </EmptyState>
  );
}
