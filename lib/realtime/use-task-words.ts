'use client';

import { useEffect, useState } from 'react';
import { useLiveClient } from './live-provider';
import { addWords, type Spoken, spokenText } from './spoken';

/** What the agent of one task is saying in its present turn; null before its first word. A turn that is in the log is over. */
export interface TaskWords {
  epoch: number;
  turn: number;
  text: string;
}

/** Listens while the component is there; a null key listens to nobody. */
export function useTaskWords(runId: string, taskKey: string | null): TaskWords | null {
  const client = useLiveClient();
  const [heard, setHeard] = useState<{ runId: string; taskKey: string; spoken: Spoken } | null>(null);
  // The external system is the socket.
  useEffect(() => {
    if (taskKey === null || !client) return;
    return client.subscribeRun(runId, {
      words: taskKey,
      // Listens only: whoever shows the run reads its tail.
      after: () => Number.MAX_SAFE_INTEGER,
      onChanged: () => {},
      onWords: (words) =>
        setHeard((before) => {
          const known = before?.runId === runId && before.taskKey === taskKey ? before.spoken : null;
          const spoken = addWords(known, words);
          return known === spoken ? before : { runId, taskKey, spoken };
        }),
    });
  }, [client, runId, taskKey]);
  if (heard?.runId !== runId || heard.taskKey !== taskKey) return null;
  return { epoch: heard.spoken.epoch, turn: heard.spoken.turn, text: spokenText(heard.spoken) };
}
