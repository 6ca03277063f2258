'use client';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import type { TextPart } from '@/lib/contracts/task';
import { formatBytes } from '@/lib/format/bytes';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPCClient } from '@/lib/trpc/context';
import { useMaybeTaskRef } from './task-ref';

/** Which text of a transcript. */
export interface TextPlace {
  part: TextPart;
  conversation: number;
  turn?: number;
  index?: number;
}

interface LongTextProps {
  place: TextPlace;
  /** Of the whole text. */
  bytes: number;
  /** Where what is missing begins; null: all of it is here. */
  rest: number | null;
  /** True where all of it is wanted without a press: a search found something in it. */
  whole?: boolean;
  /** What is here, drawn as it should be. */
  children: ReactNode;
}

/** A text that may have been cut: the rest comes in pieces on request, and only the pieces in sight are laid out. */
export function LongText({ place, bytes, rest, whole = false, children }: LongTextProps) {
  const api = useTRPCClient();
  const task = useMaybeTaskRef();
  const [pieces, setPieces] = useState<readonly { after: number; text: string }[]>([]);
  const [next, setNext] = useState(rest);
  const reading = useMutation({
    mutationFn: async () => {
      for (let after = next; after !== null && task; ) {
        const piece = await api.tasks.text.query({ ...task, ...place, after });
        const here = after;
        setPieces((before) => [...before, { after: here, text: piece.text }]);
        setNext(piece.next);
        after = piece.next;
      }
    },
  });
  const readAll = useEffectEvent(() => {
    if (next !== null && !reading.isPending) reading.mutate();
  });
  useEffect(() => {
    if (whole) readAll();
  }, [whole]);
  return (
    <div className="min-w-0">
      {children}
      {pieces.map((piece) => (
        <pre
          key={piece.after}
          className="whitespace-pre-wrap text-xs leading-[1.6] [contain-intrinsic-size:auto_2000px] [content-visibility:auto] [overflow-wrap:anywhere]"
        >
          {piece.text}
        </pre>
      ))}
      {next === null ? null : (
        <p className="mt-2 flex flex-wrap items-center gap-2 rounded-md border border-line border-dashed px-2.5 py-1.5 text-muted text-xs">
          <span className="min-w-0 flex-1">Cut here: all of it is {formatBytes(bytes)}.</span>
          <Button size="sm" busy={reading.isPending} onClick={() => reading.mutate()}>
            Show all
          </Button>
          {reading.error ? <span className="basis-full text-failed">{explainError(readError(reading.error))}</span> : null}
        </p>
      )}
    </div>
  );
}
