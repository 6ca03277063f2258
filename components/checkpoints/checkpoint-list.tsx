'use client';
import { Download, Ellipsis, GitCompare, GitFork, Pencil, Pin, PinOff, Rewind, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { DropdownMenu, MenuItem, MenuSeparator } from '@/components/ui/dropdown-menu';
import { RelativeTime } from '@/components/ui/relative-time';
import type { CheckpointView } from '@/lib/contracts/checkpoint';
import { formatBytes } from '@/lib/format/bytes';
import { formatCount } from '@/lib/format/count';
import { isByHand, kindWords } from './checkpoint-words';
import { LabelDialog } from './label-dialog';
import { useChangeCheckpoint } from './use-checkpoints';

interface CheckpointListProps {
  runId: string;
  checkpoints: readonly CheckpointView[];
  shownSeq: number | null;
  mayWrite: boolean;
  onGo: (seq: number) => void;
  onResume: (mode: 'rewind' | 'fork', checkpoint: CheckpointView) => void;
  onCompare: (checkpoint: CheckpointView) => void;
}

/** The checkpoints of a run, each with what can be done with it. */
export function CheckpointList({ runId, checkpoints, shownSeq, mayWrite, onGo, onResume, onCompare }: CheckpointListProps) {
  const change = useChangeCheckpoint(runId);
  const [asking, setAsking] = useState<{ what: 'rename' | 'delete'; checkpoint: CheckpointView } | null>(null);
  const close = () => setAsking(null);
  if (checkpoints.length === 0) {
    return (
      <p className="py-2 text-muted text-sm">
        No checkpoint yet. Make one with “Checkpoint here”: you can go back to it or branch from it.
      </p>
    );
  }
  return (
    <>
      <ul aria-label="Checkpoints" className="-mx-2 grid">
        {checkpoints.map((checkpoint) => (
          <li
            key={checkpoint.id}
            className={cn('flex items-center gap-1 rounded-md', shownSeq === checkpoint.seq ? 'bg-accent-soft' : 'hover:bg-hover')}
          >
            <button
              type="button"
              onClick={() => onGo(checkpoint.seq)}
              className="flex min-w-0 flex-1 items-center gap-2.5 rounded-md px-2 py-1.5 text-left -outline-offset-2"
            >
              <span
                aria-hidden
                className={cn(
                  'size-2.5 shrink-0 rotate-45 rounded-[2px] border-[1.5px] border-accent',
                  isByHand(checkpoint.kind) && 'bg-accent',
                )}
              />
              <span className="min-w-0 flex-1">
                <span className="flex items-center gap-1.5">
                  <span className="truncate font-medium">{checkpoint.label}</span>
                  {checkpoint.pinned ? <Pin size={11} className="shrink-0 text-accent" aria-label="pinned" /> : null}
                </span>
                <span className="num block truncate text-faint text-xs">
                  #{formatCount(checkpoint.seq)} · {kindWords(checkpoint.kind)} · {formatCount(checkpoint.summary.counts.succeeded)} of{' '}
                  {formatCount(checkpoint.summary.counts.total)} done · {formatBytes(checkpoint.bytes)} ·{' '}
                  <RelativeTime at={checkpoint.createdAt} />
                </span>
              </span>
            </button>
            <DropdownMenu
              trigger={
                <Button variant="quiet" aria-label={`More about ${checkpoint.label}`} className="aspect-square px-0 pointer-coarse:px-0">
                  <Ellipsis size={15} aria-hidden />
                </Button>
              }
            >
              {mayWrite ? (
                <>
                  <MenuItem icon={<Rewind size={14} aria-hidden />} onSelect={() => onResume('rewind', checkpoint)}>
                    Rewind to it…
                  </MenuItem>
                  <MenuItem icon={<GitFork size={14} aria-hidden />} onSelect={() => onResume('fork', checkpoint)}>
                    Fork from it…
                  </MenuItem>
                </>
              ) : null}
              <MenuItem icon={<GitCompare size={14} aria-hidden />} onSelect={() => onCompare(checkpoint)}>
                Compare with…
              </MenuItem>
              <MenuItem asChild>
                <a href={`/api/v1/checkpoints/${checkpoint.id}/export`} download>
                  <Download size={14} aria-hidden className="text-faint" /> Export as a file
                </a>
              </MenuItem>
              {mayWrite ? (
                <>
                  <MenuSeparator />
                  <MenuItem
                    icon={checkpoint.pinned ? <PinOff size={14} aria-hidden /> : <Pin size={14} aria-hidden />}
                    onSelect={() => change.pin(checkpoint, !checkpoint.pinned)}
                  >
                    {checkpoint.pinned ? 'Unpin' : 'Pin: keep it'}
                  </MenuItem>
                  <MenuItem icon={<Pencil size={14} aria-hidden />} onSelect={() => setAsking({ what: 'rename', checkpoint })}>
                    Rename…
                  </MenuItem>
                  <MenuItem danger icon={<Trash2 size={14} aria-hidden />} onSelect={() => setAsking({ what: 'delete', checkpoint })}>
                    Delete…
                  </MenuItem>
                </>
              ) : null}
            </DropdownMenu>
          </li>
        ))}
      </ul>
      {asking?.what === 'rename' ? (
        <LabelDialog
          title="Rename the checkpoint"
          initial={asking.checkpoint.label}
          action="Rename"
          busy={change.busy}
          onSave={(label) => change.rename(asking.checkpoint, label, { onSuccess: close })}
          onClose={close}
        />
      ) : null}
      {asking?.what === 'delete' ? (
        <ConfirmDialog
          open
          onOpenChange={(open) => (open ? undefined : close())}
          title={`Delete “${asking.checkpoint.label}”?`}
          action="Delete checkpoint"
          danger
          busy={change.busy}
          onConfirm={() => change.remove.mutate({ checkpointId: asking.checkpoint.id }, { onSuccess: close })}
        >
          <p>The run and its artifacts stay as they are. What only this checkpoint remembers is gone; this cannot be undone.</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
