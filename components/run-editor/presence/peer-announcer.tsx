'use client';
import { useEffect, useEffectEvent, useState } from 'react';
import type { TaskView } from '@/lib/contracts/task';
import { newsOf, peopleOf } from './people';
import { usePresence } from './presence-context';

/** A few times a minute at most: the latest is told, what lay between is not. */
const TELL_EVERY_MS = 15_000;
/** A hand that passes over tasks comes to rest first. */
const REST_MS = 700;

interface PeerAnnouncerProps {
  tasks: readonly Pick<TaskView, 'key' | 'title'>[];
  /** While one only watches, what others select is of no use. */
  editing: boolean;
}

/** What the others do, for who does not see their flags. */
export function PeerAnnouncer({ tasks, editing }: PeerAnnouncerProps) {
  const { others } = usePresence();
  const [text, setText] = useState('');
  const titleOf = (key: string) => tasks.find((task) => task.key === key)?.title ?? key;
  const compare = useEffectEvent((before: ReturnType<typeof peopleOf>, now: ReturnType<typeof peopleOf>) =>
    newsOf(before, now, titleOf, editing),
  );
  useEffect(() => {
    let told = peopleOf(others.get());
    let toldAtMs = Number.NEGATIVE_INFINITY;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      timer = undefined;
      const now = peopleOf(others.get());
      const news = compare(told, now);
      told = now;
      if (news === '') return;
      toldAtMs = performance.now();
      setText(news);
    };
    const stop = others.subscribe(() => {
      timer ??= setTimeout(tell, Math.max(REST_MS, toldAtMs + TELL_EVERY_MS - performance.now()));
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [others]);
  return (
    <p aria-live="polite" data-testid="peer-news" className="sr-only">
      {text}
    </p>
  );
}
