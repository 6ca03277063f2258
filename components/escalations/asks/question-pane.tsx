'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { type Ref, useState } from 'react';
import type { InboxItem } from '@/lib/contracts/escalation-inbox';
import { useTRPC } from '@/lib/trpc/context';
import { EscalationPane, PaneSkeleton } from '../pane/escalation-pane';
import type { InboxWord } from './ask-word';

const CallPane = dynamic(() => import('./call-pane').then((module) => module.CallPane), { ssr: false, loading: PaneSkeleton });
const EditPane = dynamic(() => import('./edit-pane').then((module) => module.EditPane), { ssr: false, loading: PaneSkeleton });

interface QuestionPaneProps {
  id: string;
  /** Undefined: it is not known yet what the id is of. */
  kind?: InboxItem['kind'];
  paneRef?: Ref<HTMLElement>;
  /** Takes a decision in the pane's place: the inbox holds it back for its undo. */
  onSay?: (word: InboxWord) => void;
  /** After a decision that the pane has sent itself. */
  onDecided?: () => void;
  /** What a person has changed of it and not sent; the pane's own where nobody keeps it. */
  draft?: string | null;
  onDraft?: (draft: string | null) => void;
}

/** One question of whatever sort. Give it its id as its key. */
export function QuestionPane({ id, kind, paneRef, onSay, onDecided, draft, onDraft }: QuestionPaneProps) {
  const trpc = useTRPC();
  const [own, setOwn] = useState<string | null>(null);
  const found = useQuery(
    trpc.escalations.find.queryOptions({ id }, { enabled: kind === undefined, staleTime: Number.POSITIVE_INFINITY, retry: false }),
  );
  const sort = kind ?? found.data?.kind ?? (found.isError ? 'escalation' : null);
  if (sort === null) return <PaneSkeleton />;
  if (sort === 'escalation') {
    return (
      <EscalationPane
        paneRef={paneRef}
        id={id}
        onDecide={onSay ? ({ escalationId: _, ...word }) => onSay(word) : undefined}
        onDecided={onDecided}
      />
    );
  }
  const Pane = sort === 'call' ? CallPane : EditPane;
  return (
    <Pane
      id={id}
      paneRef={paneRef}
      onSay={onSay}
      onDecided={onDecided}
      draft={draft === undefined ? own : draft}
      onDraft={onDraft ?? setOwn}
    />
  );
}
