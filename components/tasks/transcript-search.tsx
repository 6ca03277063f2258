'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Search, X } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import type { TextPart, TranscriptHit } from '@/lib/contracts/task';
import { plural } from '@/lib/format/count';
import { useDebounced } from '@/lib/query/use-debounced';
import { useTRPC } from '@/lib/trpc/context';
import { useTaskRef } from './task-ref';

const PARTS: Record<TextPart, string> = {
  system: 'system message',
  user: 'first request',
  text: 'said',
  arguments: 'arguments',
  result: 'result',
};

interface TranscriptSearchProps {
  onGo: (hit: TranscriptHit, words: string) => void;
  onClear: () => void;
}

/** Finds words in all that was asked, said and called, whether it is on the page or not. */
export function TranscriptSearch({ onGo, onClear }: TranscriptSearchProps) {
  const trpc = useTRPC();
  const task = useTaskRef();
  const [text, setText] = useState('');
  const [mark, setMark] = useState(0);
  const q = useDebounced(text.trim(), 200);
  const query = useQuery(trpc.tasks.search.queryOptions({ ...task, q }, { enabled: q.length > 0, placeholderData: keepPreviousData }));
  const items = q.length > 0 ? (query.data?.items ?? []) : [];
  const clear = () => {
    setText('');
    onClear();
  };
  const go = (index: number) => {
    const hit = items[index];
    if (!hit) return;
    setMark(index);
    onGo(hit, q);
  };
  return (
    <search className="block border-line border-b px-4 py-1.5">
      <div className="relative">
        <Search size={13} aria-hidden className="pointer-events-none absolute top-1/2 left-2 -translate-y-1/2 text-faint" />
        <Input
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setMark(0);
            if (event.target.value === '') onClear();
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') go(event.shiftKey ? Math.max(0, mark - 1) : mark === 0 ? 0 : mark);
            else if (event.key === 'ArrowDown') setMark(Math.min(mark + 1, items.length - 1));
            else if (event.key === 'ArrowUp') setMark(Math.max(mark - 1, 0));
            else if (event.key === 'Escape' && text !== '') clear();
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
          maxLength={200}
          placeholder="Search this transcript"
          aria-label="Search this transcript"
          className="h-7 px-7 pointer-coarse:h-9"
        />
        {text === '' ? null : (
          <span className="absolute inset-y-0 right-1 flex items-center">
            <IconButton label="Clear the search" size="sm" onClick={clear}>
              <X size={13} aria-hidden />
            </IconButton>
          </span>
        )}
      </div>
      {q.length > 0 && query.data ? (
        <>
          <p className="mt-1 text-faint text-xs" aria-live="polite">
            {items.length === 0 ? 'Nowhere in this transcript.' : `In ${plural(items.length, 'text')}${query.data.more ? ' and more' : ''}`}
          </p>
          <ul className="scroll-quiet max-h-44 overflow-y-auto" aria-label="Found">
            {items.map((hit, index) => (
              <li key={`${hit.conversation} ${hit.turn} ${hit.part} ${hit.index}`}>
                <button
                  type="button"
                  onClick={() => go(index)}
                  className={`flex w-full gap-2 rounded-sm px-1.5 py-1 text-left text-xs hover:bg-hover pointer-coarse:py-2.5 ${index === mark ? 'bg-hover' : ''}`}
                >
                  <span className="w-24 shrink-0 text-faint">
                    {hit.turn > 0 ? `turn ${hit.turn} · ` : ''}
                    {PARTS[hit.part]}
                  </span>
                  <Snippet hit={hit} length={q.length} />
                  {hit.matches > 1 ? <span className="num shrink-0 text-faint">{hit.matches}×</span> : null}
                </button>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </search>
  );
}

function Snippet({ hit, length }: { hit: TranscriptHit; length: number }) {
  const letters = [...hit.snippet];
  const part = (from: number, to?: number) => letters.slice(from, to).join('').replace(/\s+/g, ' ');
  return (
    <span className="line-clamp-2 min-w-0 flex-1 text-muted [overflow-wrap:anywhere]">
      {part(Math.max(0, hit.at - 24), hit.at)}
      <mark className="rounded-[2px] bg-waiting-soft text-fg">{part(hit.at, hit.at + length)}</mark>
      {part(hit.at + length)}
    </span>
  );
}
