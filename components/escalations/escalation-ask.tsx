'use client';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { EscalationView } from '@/lib/contracts/escalation';
import type { RunDetail } from '@/lib/contracts/run';
import { useTRPC } from '@/lib/trpc/context';
import { answersOf } from './answers-of';
import { EscalationCard } from './escalation-card';
import { GoneCard } from './gone-card';
import { loadNote, saveNote } from './note-draft';
import { useOpenEscalations } from './use-open-escalations';

interface EscalationAskProps {
  run: Pick<RunDetail, 'id' | 'status' | 'tasks'>;
  taskKey: string;
  className?: string;
  onOpenArtifact: (id: string) => void;
  onDecided?: () => void;
}

/** What one task asks. Once it is decided elsewhere it goes at once, but for a note that was typed and not sent. */
export function EscalationAsk({ run, taskKey, className, onOpenArtifact, onDecided }: EscalationAskProps) {
  const trpc = useTRPC();
  const me = useQuery(trpc.system.me.queryOptions(undefined, { staleTime: 60_000 })).data;
  const now = useOpenEscalations(run).find((one) => one.subject === 'ruling' && one.taskKey === taskKey);
  const [asked, setAsked] = useState<EscalationView | null>(null);
  const [note, setNote] = useState('');
  const section = useRef<HTMLElement>(null);
  if (now && now.id !== asked?.id) {
    setAsked(now);
    setNote(loadNote(now.id));
  }
  // Whoever pressed "Decide" goes on inside.
  const isThere = now !== undefined;
  useEffect(() => {
    if (isThere && document.activeElement?.hasAttribute('data-decide')) section.current?.focus({ preventScroll: true });
  }, [isThere]);
  if (!asked || !me) return null;
  const forget = () => {
    // What held the focus goes: what it stood in takes it.
    section.current?.closest<HTMLElement>('[tabindex="-1"]:not(section)')?.focus({ preventScroll: true });
    saveNote(asked.id, '');
    setNote('');
  };
  const write = (words: string) => {
    setNote(words);
    saveNote(asked.id, words);
  };
  if (!now && note.trim() === '') return null;
  return (
    <section ref={section} tabIndex={-1} aria-label="Waits for a decision" className={className}>
      {now ? (
        <EscalationCard
          key={now.id}
          escalation={now}
          answers={answersOf(run, now)}
          me={me}
          note={note}
          onNote={write}
          onOpenArtifact={onOpenArtifact}
          onDecided={() => {
            forget();
            onDecided?.();
          }}
        />
      ) : (
        <GoneCard escalation={asked} note={note} onDismiss={forget} />
      )}
    </section>
  );
}
