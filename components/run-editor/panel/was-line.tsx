'use client';
import dynamic from 'next/dynamic';
import { useState } from 'react';

const TextDiff = dynamic(() => import('@/components/tasks/compare/text-diff').then((module) => module.TextDiff), { ssr: false });

interface WasLineProps {
  /** The field, for who hears it. */
  label: string;
  /** As it was, in words; long texts as a diff instead. */
  was: string;
  now?: string;
  long?: boolean;
  onRevert: () => void;
}

/** Under a field that the edit changes: what stood there, and the way back. */
export function WasLine({ label, was, now = '', long = false, onRevert }: WasLineProps) {
  const [open, setOpen] = useState(false);
  return (
    <div className="grid gap-1.5">
      <p className="flex flex-wrap items-baseline gap-x-2 text-waiting text-xs">
        {long ? (
          <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className="rounded-sm underline underline-offset-2">
            {open ? 'Hide what changed' : 'Show what changed'}
          </button>
        ) : (
          <span className="min-w-0 [overflow-wrap:anywhere]">was {was}</span>
        )}
        <button
          type="button"
          aria-label={`Revert ${label}`}
          onClick={onRevert}
          className="rounded-sm font-medium text-accent underline-offset-2 hover:underline pointer-coarse:py-2"
        >
          Revert
        </button>
      </p>
      {open ? <TextDiff left={was} right={now} labels={['before', 'after']} /> : null}
    </div>
  );
}
