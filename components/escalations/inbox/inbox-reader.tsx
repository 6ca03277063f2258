'use client';
import { ChevronLeft } from 'lucide-react';
import dynamic from 'next/dynamic';
import { Button } from '@/components/ui/button';
import { plural } from '@/lib/format/count';
import { ReasonBar } from './reason-bar';
import { UndoBar } from './undo-bar';
import type { Inbox } from './use-inbox';

/** The list is there first: the evidence is drawn by much that the list does without. */
const QuestionPane = dynamic(() => import('@/components/escalations/asks/question-pane').then((module) => module.QuestionPane), {
  ssr: false,
});

/** The one that is read, or what asks for a reason about several. */
export function InboxReader({ inbox }: { inbox: Inbox }) {
  const { shownId, current, asking, url, hold, drafts } = inbox;
  return (
    <>
      {url.item === null ? null : (
        <div className="flex items-center border-line border-b bg-surface px-2 py-1 lg:hidden">
          <Button variant="quiet" onClick={() => inbox.show(null)}>
            <ChevronLeft size={16} aria-hidden /> Inbox
          </Button>
          <span className="num ml-auto px-2 text-faint text-xs">{plural(inbox.list.rows.length, 'question')}</span>
        </div>
      )}
      <div className="lg:hidden">
        <UndoBar held={inbox.held} onUndo={inbox.undo} />
      </div>
      {shownId === null ? null : (
        <QuestionPane
          key={shownId}
          paneRef={inbox.paneRef}
          id={shownId}
          kind={current?.kind}
          onSay={current ? (word) => hold([current], word) : undefined}
          draft={drafts.of(shownId)}
          onDraft={(draft) => drafts.set(shownId, draft)}
          onDecided={() => void inbox.refresh()}
        />
      )}
      {asking ? (
        <ReasonBar
          // A name of its own: it stands beside the pane, whose key is an escalation's id too.
          key={`reason ${asking.rows.map(({ id }) => id).join()}`}
          asked={asking}
          onSend={(note) => hold(asking.rows, { status: asking.status, ...(note === '' ? {} : { note }) })}
          onClose={inbox.stopAsking}
        />
      ) : null}
    </>
  );
}
