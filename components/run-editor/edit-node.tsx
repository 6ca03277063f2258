'use client';
import { useStore } from '@xyflow/react';
import { Diamond, Split } from 'lucide-react';
import { memo } from 'react';
import { useBoxStatus, useIsCurrent } from '@/components/run-graph/graph-context';
import { GroupNode } from '@/components/run-graph/group-node';
import { cn } from '@/components/ui/cn';
import { StateIcon } from '@/components/ui/state-icon';
import { stateGround, stateLabel, toState } from '@/components/ui/states';
import { isGroupId } from '@/lib/graph-layout/group-tasks';
import type { Mark } from './compare-graphs';
import { useEdit } from './edit-store';
import { useEditor, useFace } from './editor-context';
import type { Face } from './faces';
import { useValue } from './value-store';

const LOOK: Record<Mark, string> = {
  added: 'border-dashed border-succeeded bg-succeeded-soft',
  removed: 'border-dashed border-failed bg-failed-soft',
  changed: 'border-waiting bg-waiting-soft',
};
const BADGE: Record<Mark, { word: string; look: string }> = {
  added: { word: 'new', look: 'bg-succeeded' },
  removed: { word: 'removed', look: 'bg-failed' },
  changed: { word: 'changed', look: 'bg-waiting' },
};

export const EditBox = memo(function EditBox({ id }: { id: string }) {
  return isGroupId(id) ? <EditGroup id={id} /> : <EditNode id={id} />;
});

/** A closed group is opened before its tasks are edited. */
function EditGroup({ id }: { id: string }) {
  return <GroupNode id={id} />;
}

function EditNode({ id }: { id: string }) {
  const { store } = useEditor();
  const face = useFace(id);
  const live = useBoxStatus(id);
  const current = useIsCurrent(id);
  const selected = useEdit(store, ({ selection }) => selection.has(id));
  if (!face) return null;
  // What is new has no status of its own in the run yet.
  const state = toState(face.mark === 'added' ? 'PENDING' : live);
  const badge = face.mark ? BADGE[face.mark] : face.invalidated ? { word: 'invalidated', look: 'bg-waiting' } : null;
  return (
    <div
      data-testid="edit-node"
      data-task={id}
      data-state={state}
      data-mark={face.mark ?? undefined}
      data-selected={selected || undefined}
      data-tip={face.why ?? undefined}
      className={cn(
        'nopan group/node relative h-13 w-46 cursor-default rounded-lg border border-line-strong bg-raised py-2 pr-2.5 pl-3 text-sm',
        face.mark && LOOK[face.mark],
        face.invalidated && !face.mark && 'border-waiting',
        selected && 'border-accent outline-1 outline-accent',
        current && !selected && 'border-accent outline-3 outline-accent-soft',
      )}
    >
      <span className={cn('absolute inset-y-2 left-0 w-[3px] rounded-r-sm', state === 'pending' ? 'bg-line-strong' : stateGround(state))} />
      <div className="flex items-center gap-2">
        <StateIcon state={state} decorative />
        <span
          className={cn(
            'min-w-0 flex-1 truncate font-semibold leading-[17px]',
            face.mark === 'removed' && 'text-muted line-through',
            face.locked && 'text-muted',
          )}
        >
          {face.title}
        </span>
        <KindIcon kind={face.kind} />
        <span className="sr-only">{stateLabel(state)}</span>
      </div>
      <div className={cn('mt-0.5 truncate text-[11.5px] leading-4', face.tone === 'warn' ? 'text-waiting' : 'text-faint')}>{face.line}</div>
      {badge ? (
        <span
          className={cn('absolute -top-2.5 right-2 rounded-sm px-1.5 font-semibold text-[10.5px] text-on-accent leading-4', badge.look)}
        >
          {badge.word}
        </span>
      ) : null}
      {face.mark === 'removed' ? null : <Handles face={face} />}
      <ConnectVeil id={id} />
    </div>
  );
}

function KindIcon({ kind }: { kind: Face['kind'] }) {
  if (kind === 'gate') return <Diamond size={12} aria-label="gate" className="shrink-0 text-faint" />;
  if (kind === 'branch') return <Split size={12} aria-label="branch" className="shrink-0 rotate-90 text-faint" />;
  return null;
}

/** Where a line is begun: at the right what is to wait for this, at the left what this is to wait for. */
function Handles({ face }: { face: Face }) {
  const dot = 'absolute top-1/2 -translate-y-1/2 grid size-5 cursor-crosshair place-items-center opacity-0 group-hover/node:opacity-100';
  const point = <span className="size-2.5 rounded-full border-2 border-accent bg-raised" />;
  return (
    <>
      {face.fixed ? null : (
        <span data-handle="to" className={cn(dot, '-left-2.5')}>
          {point}
        </span>
      )}
      <span data-handle="from" className={cn(dot, '-right-2.5')}>
        {point}
      </span>
    </>
  );
}

/** As large as other words of the page, however small the graph is drawn. */
function VeilWords({ words, className }: { words: string; className: string }) {
  const zoom = useStore((state) => state.transform[2]);
  return (
    <span
      style={zoom < 1 ? { scale: 1 / zoom } : undefined}
      className={cn(
        'pointer-events-none absolute top-full left-0 z-20 mt-2 w-max max-w-72 origin-top-left rounded-md border border-line bg-raised px-2 py-1 text-xs shadow-float',
        className,
      )}
    >
      {words}
    </span>
  );
}

/** While a line is drawn: the box under it says whether it may end there, and why not. */
function ConnectVeil({ id }: { id: string }) {
  const { gesture } = useEditor();
  const verdict = useValue(gesture, (value) => (value.kind === 'connect' && value.over === id ? value.verdict : null));
  if (!verdict) return null;
  const words = verdict.ok ? verdict.hint : verdict.reason;
  return (
    <>
      <span
        className={cn(
          'pointer-events-none absolute -inset-1 rounded-[11px] border-2',
          verdict.ok ? (verdict.hint ? 'border-waiting' : 'border-succeeded') : 'border-failed border-dashed',
        )}
      />
      {words ? <VeilWords words={words} className={verdict.ok ? 'text-waiting' : 'text-failed'} /> : null}
    </>
  );
}
