'use client';
import { cn } from '@/components/ui/cn';
import type { CheckpointView } from '@/lib/contracts/checkpoint';
import { isByHand, kindWords } from './checkpoint-words';

interface CheckpointRailProps {
  checkpoints: readonly CheckpointView[];
  xOf: (seq: number) => number;
  widthPx: number;
  onGo: (seq: number) => void;
}

/** A label has this much room before the next diamond, or it is shown only on a closer look. */
const LABEL_PX = 96;

/** Checkpoints as diamonds over the time axis: filled by hand, hollow by itself, with a ring where pinned. */
export function CheckpointRail({ checkpoints, xOf, widthPx, onGo }: CheckpointRailProps) {
  const placed = [...checkpoints].reverse().map((checkpoint) => ({ checkpoint, x: xOf(checkpoint.seq) }));
  const shown = placed.filter(({ x }) => x > -8 && x < widthPx + 8);
  return shown.map(({ checkpoint, x }, index) => {
    const { kind, label, pinned, seq } = checkpoint;
    const room = (shown[index + 1]?.x ?? widthPx) - x;
    return (
      <button
        key={checkpoint.id}
        type="button"
        data-checkpoint={kind}
        data-tip={`${label}: ${kindWords(kind)}${pinned ? ', pinned' : ''}`}
        data-tip-side="bottom"
        aria-label={`Checkpoint ${label}, ${kindWords(kind)}${pinned ? ', pinned' : ''}, event ${seq}`}
        onClick={() => onGo(seq)}
        className="absolute top-1 flex h-6 items-center gap-1 rounded-sm -outline-offset-2 hover:z-10"
        style={{ left: x - 12 }}
      >
        <span className="grid w-6 place-items-center">
          <span
            className={cn(
              'size-2.5 rotate-45 rounded-[2px] border-[1.5px] border-accent',
              isByHand(kind) ? 'bg-accent' : kind === 'rewind' || kind === 'edit' ? 'bg-accent-soft' : 'bg-surface',
              kind === 'rewind' || kind === 'edit' ? 'border-dashed' : '',
              pinned && 'ring-2 ring-accent/40 ring-offset-1 ring-offset-surface',
            )}
          />
        </span>
        {room > LABEL_PX && (isByHand(kind) || pinned) ? (
          <span className="-ml-1 truncate font-medium text-[11px] text-accent" style={{ maxWidth: room - 28 }}>
            {label}
          </span>
        ) : null}
      </button>
    );
  });
}
