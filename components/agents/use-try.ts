'use client';
import { useEffect, useRef, useState } from 'react';
import type { TryAgentInput, TryEvent } from '@/lib/contracts/agent-try';
import { streamTry, TryRefused } from './stream-try';
import { earlierOf, hear, NO_TRY, say } from './try-state';

/** A conversation with a role. It ends with the page. */
export function useTry() {
  const [state, setState] = useState(NO_TRY);
  const [isRunning, setIsRunning] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const stop = useRef<AbortController | null>(null);
  // The request under way is the external system: leaving the page stops it.
  useEffect(() => () => stop.current?.abort(), []);

  /** False: it was not taken, and the message is still the person's. */
  async function send(input: Omit<TryAgentInput, 'earlier'>): Promise<boolean> {
    if (stop.current) return false;
    const abort = new AbortController();
    stop.current = abort;
    const before = state;
    let began = false;
    setRefusal(null);
    setIsRunning(true);
    setState(say(before, input.message));
    const onEvent = (event: TryEvent) => {
      began = true;
      setState((current) => hear(current, event));
    };
    try {
      await streamTry({ ...input, earlier: earlierOf(before) }, abort.signal, onEvent);
    } catch (error) {
      if (abort.signal.aborted) setState((current) => stopped(current));
      else {
        setRefusal(
          error instanceof TryRefused ? error.message : 'The connection broke. Check that Signalbox is running, then send it again.',
        );
        if (!began) setState(before);
      }
    } finally {
      stop.current = null;
      setIsRunning(false);
    }
    return began;
  }
  return {
    state,
    isRunning,
    refusal,
    send,
    stop: () => stop.current?.abort(),
    clear: () => {
      stop.current?.abort();
      setRefusal(null);
      setState(NO_TRY);
    },
  };
}

/** The words of a turn that was cut are shown, but no part of the conversation: nothing of it was finished. */
function stopped(current: typeof NO_TRY): typeof NO_TRY {
  const message = 'Stopped by you. What the cut call cost is not known here.';
  return { ...current, speaking: '', items: [...current.items, { kind: 'ended', outcome: 'stopped', message }] };
}
