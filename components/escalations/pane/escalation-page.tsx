'use client';
import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { Button } from '@/components/ui/button';
import { useShortcut } from '@/components/ui/shortcuts';
import { plural } from '@/lib/format/count';
import { useTRPC } from '@/lib/trpc/context';
import { QuestionPane } from '../asks/question-pane';
import { arrangeInbox } from '../inbox/arrange-inbox';

/** One question a screen, with the way back and to the next one. */
export function EscalationPage({ escalationId }: { escalationId: string }) {
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <h1 className="sr-only">Decide</h1>
      <PageBar escalationId={escalationId} />
      <QuestionPane id={escalationId} />
    </div>
  );
}

/** The next one as the inbox would have it: what stands below, else the first that is open. */
function PageBar({ escalationId }: { escalationId: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const found = useQuery(trpc.escalations.inbox.queryOptions({}, { staleTime: 5_000 }));
  const rows = arrangeInbox(found.data?.items ?? []).flatMap((section) => section.rows);
  const at = rows.findIndex(({ id }) => id === escalationId);
  const next = rows[at + 1] ?? rows.find(({ id }) => id !== escalationId);
  useShortcut('j', 'Next question', () => next && router.push(`/inbox/${next.id}`), { group: 'Inbox', enabled: next !== undefined });
  return (
    <nav aria-label="Questions" className="flex shrink-0 items-center gap-2 border-line border-b bg-surface px-2 py-1 sm:px-5">
      <Button asChild variant="quiet">
        <Link href="/inbox">
          <ChevronLeft size={16} aria-hidden /> Inbox
        </Link>
      </Button>
      {found.data ? <span className="num ml-auto text-faint text-xs">{plural(found.data.total, 'question')} open</span> : null}
      {next ? (
        <Button asChild variant="quiet">
          <Link href={`/inbox/${next.id}`} prefetch={false} title={next.title}>
            Next <ChevronRight size={16} aria-hidden />
          </Link>
        </Button>
      ) : null}
    </nav>
  );
}
