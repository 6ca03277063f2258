'use client';
import { memo } from 'react';
import { cn } from '@/components/ui/cn';
import { StateIcon } from '@/components/ui/state-icon';
import { stateGround, stateLabel, toState } from '@/components/ui/states';
import { formatCount, plural } from '@/lib/format/count';
import { useGroup, useIsCurrent } from './graph-context';

/** This many states fit beside each other in a box. */
const SHOWN = 4;

/** A closed group: its name, how many tasks stand in each state (shape, colour and number), and the shares as a bar. */
export const GroupNode = memo(function GroupNode({ id }: { id: string }) {
  const group = useGroup(id);
  const current = useIsCurrent(id);
  if (!group) return null;
  const shares = group.counts.map(({ status, count }) => ({ state: toState(status), count }));
  const words = shares.map(({ state, count }) => `${count} ${stateLabel(state).toLowerCase()}`).join(', ');
  return (
    <div
      data-testid="group-node"
      data-task={id}
      title={`${group.name}: ${plural(group.total, 'task')}, ${words}. Press to open the group.`}
      className={cn(
        'relative h-13 w-46 cursor-pointer rounded-lg border border-line-strong bg-raised px-3 py-2 text-sm shadow-[3px_3px_0_var(--sunken),3px_3px_0_1px_var(--line-strong)] transition-colors duration-150',
        current ? 'border-accent outline-3 outline-accent-soft' : 'hover:border-faint',
      )}
    >
      <div className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate font-semibold leading-[17px]">{group.name}</span>
        <span className="num text-faint text-xs">{formatCount(group.total)}</span>
      </div>
      <div className="mt-0.5 flex gap-2 text-[11.5px] text-muted leading-4">
        {shares.slice(0, SHOWN).map(({ state, count }) => (
          <span key={state} className="num flex items-center gap-0.5" data-state={state} data-count={count}>
            <StateIcon state={state} size={11} />
            {formatCount(count)}
          </span>
        ))}
      </div>
      <span className="absolute inset-x-0 bottom-0 flex h-[3px] overflow-hidden rounded-b-lg">
        {shares.map(({ state, count }) => (
          <span key={state} className={stateGround(state)} style={{ flexGrow: count }} />
        ))}
      </span>
    </div>
  );
});
