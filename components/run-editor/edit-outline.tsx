'use client';
import { Diamond, Ellipsis, Split, SquarePlus } from 'lucide-react';
import { type RefObject, useMemo } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { DropdownMenu, MenuItem, MenuSeparator } from '@/components/ui/dropdown-menu';
import { StateIcon } from '@/components/ui/state-icon';
import { stateLabel, toState } from '@/components/ui/states';
import type { EditableTask } from '@/lib/contracts/edit';
import { plural } from '@/lib/format/count';
import { namesOf } from '@/lib/graph-edit/edit-words';
import { rankNodes } from '@/lib/graph-layout/rank-nodes';
import { ConnectByKeys } from './connect-by-keys';
import type { NewKind } from './edit-actions';
import { useEdit } from './edit-store';
import type { Face } from './faces';
import { beginConnect, useEditKeys } from './use-edit-keys';
import type { EditSession } from './use-edit-session';

interface EditOutlineProps {
  session: EditSession;
  section: RefObject<HTMLElement | null>;
  /** Null: there is nothing to go back to. */
  onLeave: (() => void) | null;
}

const BADGE = {
  added: { word: 'new', look: 'bg-succeeded-soft text-succeeded' },
  removed: { word: 'removed', look: 'bg-failed-soft text-failed' },
  changed: { word: 'changed', look: 'bg-waiting-soft text-waiting' },
} as const;

/** The same edit as a list by step, for a thumb and for who would rather read a graph than look at it. */
export function EditOutline({ session, section, onLeave }: EditOutlineProps) {
  const { graph } = session;
  useEditKeys(session, section, onLeave);
  const ranks = useMemo(() => byRank(graph.tasks), [graph.tasks]);
  return (
    <section
      ref={section}
      tabIndex={-1}
      aria-label={`Outline of ${graph.tasks.length} tasks`}
      data-testid="run-editor"
      className="relative flex h-full min-h-0 flex-1 flex-col outline-none"
    >
      <div role="toolbar" aria-label="Edit" className="flex items-center gap-1 border-line border-b bg-surface px-3 py-1.5">
        <Button variant="quiet" onClick={() => session.add('task')}>
          <SquarePlus size={14} aria-hidden /> Task
        </Button>
        <Button variant="quiet" onClick={() => session.add('gate')}>
          <Diamond size={14} aria-hidden /> Gate
        </Button>
        <Button variant="quiet" onClick={() => session.add('branch')}>
          <Split size={14} aria-hidden className="rotate-90" /> Branch
        </Button>
      </div>
      <ConnectByKeys session={session} section={section} />
      <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto px-3 pb-24">
        {ranks.map((tasks, rank) => (
          <section key={tasks[0]?.key} aria-labelledby={`outline-${rank}`}>
            <h2
              id={`outline-${rank}`}
              className="sticky top-0 z-10 -mx-1 flex h-10 items-end bg-canvas px-1 pb-1.5 font-medium text-faint text-xs"
            >
              Step {rank + 1} of {ranks.length} · {plural(tasks.length, 'task')}
            </h2>
            <ul className="rounded-lg border border-line bg-surface">
              {tasks.map((task) => (
                <li key={task.key} className="border-line not-first:border-t">
                  <OutlineRow session={session} task={task} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </section>
  );
}

function OutlineRow({ session, task }: { session: EditSession; task: EditableTask }) {
  const { store } = session;
  const face = session.faceMap.get(task.key);
  const selected = useEdit(store, ({ selection }) => selection.has(task.key));
  if (!face) return null;
  const badge = face.mark ? BADGE[face.mark] : face.invalidated ? { word: 'invalidated', look: 'bg-waiting-soft text-waiting' } : null;
  const titleOf = (key: string) => session.faceMap.get(key)?.title ?? key;
  const gone = face.mark === 'removed';
  return (
    <div
      className={cn('flex items-center', selected && 'bg-accent-soft', face.mark === 'added' && 'shadow-[inset_3px_0_0_var(--succeeded)]')}
    >
      <button
        type="button"
        data-testid="edit-node"
        data-task={task.key}
        data-mark={face.mark ?? undefined}
        aria-pressed={selected}
        onClick={() => session.press(task.key)}
        className="flex min-h-13 min-w-0 flex-1 items-center gap-3 py-2 pl-3 text-left -outline-offset-2"
      >
        <StateIcon state={toState(face.status)} decorative />
        <span className="min-w-0 flex-1">
          <span className="flex items-center gap-2">
            <span className={cn('truncate font-medium', gone && 'text-muted line-through')}>{face.title}</span>
            {badge ? (
              <span className={cn('shrink-0 rounded-sm px-1 font-semibold text-[10.5px] leading-4', badge.look)}>{badge.word}</span>
            ) : null}
          </span>
          <span className="block truncate text-faint text-xs">
            <span className="sr-only">{stateLabel(toState(face.status))}. </span>
            {face.line}
            {task.dependsOn.length > 0 ? ` · after ${namesOf(task.dependsOn, titleOf, 3)}` : ''}
          </span>
        </span>
      </button>
      {gone ? null : <RowMenu session={session} face={face} dependsOn={task.dependsOn} />}
    </div>
  );
}

interface RowMenuProps {
  session: EditSession;
  face: Face;
  dependsOn: readonly string[];
}

function RowMenu({ session, face, dependsOn }: RowMenuProps) {
  const { store, cursor } = session;
  const at = (act: () => void) => () => {
    cursor.set(face.key);
    store.select([face.key]);
    act();
  };
  const add = (kind: NewKind) => at(() => session.add(kind));
  const titleOf = (key: string) => session.faceMap.get(key)?.title ?? key;
  return (
    <DropdownMenu
      align="end"
      className="scroll-quiet max-h-96 w-60 overflow-y-auto"
      trigger={
        <Button variant="quiet" aria-label={`Edit ${face.title}`} className="mr-1 px-2 pointer-coarse:px-2.5">
          <Ellipsis size={16} aria-hidden />
        </Button>
      }
    >
      <MenuItem onSelect={add('task')}>New task after it</MenuItem>
      <MenuItem onSelect={add('gate')}>New gate after it</MenuItem>
      <MenuItem onSelect={add('branch')}>New branch after it</MenuItem>
      <MenuItem onSelect={at(() => beginConnect(session, 'from'))}>Connect to…</MenuItem>
      <MenuItem onSelect={at(() => beginConnect(session, 'to'))}>Let it wait for…</MenuItem>
      <MenuItem onSelect={at(session.duplicate)}>Duplicate</MenuItem>
      <MenuSeparator />
      {dependsOn.slice(0, 6).map((from) => (
        <MenuItem key={from} onSelect={() => session.cutEdge({ from, to: face.key })}>
          No longer wait for {titleOf(from)}
        </MenuItem>
      ))}
      <MenuItem danger onSelect={at(session.removeSelected)}>
        Remove
      </MenuItem>
    </DropdownMenu>
  );
}

function byRank(tasks: readonly EditableTask[]): EditableTask[][] {
  const { ranks } = rankNodes(tasks);
  const groups: EditableTask[][] = [];
  tasks.forEach((task, index) => {
    const rank = ranks[index] ?? 0;
    const group = groups[rank];
    if (group) group.push(task);
    else groups[rank] = [task];
  });
  return groups;
}
