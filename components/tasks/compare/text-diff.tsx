'use client';
import { diffLines } from 'diff';
import { useMemo, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { plural } from '@/lib/format/count';
import { foldSame, type PairedLine, pairLines } from './pair-lines';

/** A comparison that takes longer than this would hold the page: then both texts stand as they are. */
const WITHIN_MS = 800;

const SIDE = {
  same: { left: '', right: '' },
  changed: { left: 'bg-failed-soft', right: 'bg-succeeded-soft' },
  removed: { left: 'bg-failed-soft', right: 'bg-sunken' },
  added: { left: 'bg-sunken', right: 'bg-succeeded-soft' },
} as const satisfies Record<PairedLine['kind'], { left: string; right: string }>;

/** Two texts side by side, what differs marked by ground and by − and +. */
export function TextDiff({ left, right, labels }: { left: string; right: string; labels: [string, string] }) {
  const [whole, setWhole] = useState(false);
  const rows = useMemo(() => {
    const changes = diffLines(left, right, { timeout: WITHIN_MS }) ?? [
      { value: left, removed: true },
      { value: right, added: true },
    ];
    return pairLines(changes);
  }, [left, right]);
  if (left === '' && right === '') return <p className="text-faint text-xs">Neither has one.</p>;
  const changed = rows.filter((row) => row.kind !== 'same').length;
  if (changed === 0 && !whole) {
    return (
      <p className="text-muted text-xs">
        The same in both.{' '}
        <button type="button" onClick={() => setWhole(true)} className="rounded-sm text-accent hover:underline">
          Show it
        </button>
      </p>
    );
  }
  const shown = whole ? rows : foldSame(rows);
  return (
    <div className="overflow-hidden rounded-md border border-line">
      <table className="w-full table-fixed border-collapse font-mono text-xs leading-[1.55]">
        <thead className="sr-only">
          <tr>
            <th scope="col">{labels[0]}</th>
            <th scope="col">{labels[1]}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row, index) =>
            typeof row === 'number' ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a text have no other name
              <tr key={index}>
                <td colSpan={2} className="border-line border-y bg-sunken px-2 py-1 text-center font-sans text-faint">
                  <button type="button" onClick={() => setWhole(true)} className="rounded-sm hover:text-fg">
                    {plural(row, 'equal line')}
                  </button>
                </td>
              </tr>
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a text have no other name
              <tr key={index} className="align-top">
                <Side text={row.left} sign="−" marked={row.kind !== 'same'} className={cn('border-line border-r', SIDE[row.kind].left)} />
                <Side text={row.right} sign="+" marked={row.kind !== 'same'} className={SIDE[row.kind].right} />
              </tr>
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}

function Side({ text, sign, marked, className }: { text: string | null; sign: string; marked: boolean; className: string }) {
  return (
    <td className={cn('relative whitespace-pre-wrap py-px pr-2 pl-5 [overflow-wrap:anywhere]', className)}>
      {text !== null && marked ? <span className="absolute left-1.5 select-none text-faint">{sign}</span> : null}
      {text}
    </td>
  );
}
