'use client';
import { type KeyboardEvent, useState } from 'react';
import { findTasks } from '@/components/run-graph/find-tasks';
import { cn } from '@/components/ui/cn';
import { Input } from '@/components/ui/input';
import { StateIcon } from '@/components/ui/state-icon';
import { toState } from '@/components/ui/states';
import type { TaskView } from '@/lib/contracts/task';
import type { Direction } from '@/lib/graph-layout/step-to';
import type { Verdict } from './connect-rules';

const SHOWN = 7;
const ARROWS: Record<string, Direction> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };

interface ConnectBoxProps {
  title: string;
  direction: 'from' | 'to';
  tasks: readonly TaskView[];
  judge: (key: string) => Verdict;
  /** The arrows of an empty field move the cursor of the graph. */
  onStep: (direction: Direction) => void;
  /** Without a key: the task under the cursor. */
  onTake: (key: string | null) => void;
  onClose: () => void;
}

/** Connects by keyboard: the other end is found by its name, or by the arrows on the graph. */
export function ConnectBox({ title, direction, tasks, judge, onStep, onTake, onClose }: ConnectBoxProps) {
  const [text, setText] = useState('');
  const [mark, setMark] = useState(0);
  const found = text.trim() === '' ? [] : findTasks(tasks, text, SHOWN);
  const marked = found[Math.min(mark, found.length - 1)];
  const onKeyDown = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.key];
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter') onTake(marked?.key ?? null);
    else if (text === '' && arrow) onStep(arrow);
    else if (event.key === 'ArrowDown') setMark(Math.min(mark + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setMark(Math.max(mark - 1, 0));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section
      aria-label="Connect"
      className="absolute top-14 left-1/2 z-20 w-[min(380px,calc(100%-32px))] -translate-x-1/2 animate-pop rounded-lg border border-accent bg-raised p-2 shadow-float"
    >
      <label htmlFor="connect-to" className="block px-1 pb-1.5 text-xs">
        {direction === 'from' ? (
          <>
            What is to wait for <strong className="font-semibold">{title}</strong>?
          </>
        ) : (
          <>
            What is <strong className="font-semibold">{title}</strong> to wait for?
          </>
        )}
      </label>
      <Input
        id="connect-to"
        autoFocus
        value={text}
        autoComplete="off"
        placeholder="Its name, or the arrow keys and Enter"
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls="connect-found"
        aria-activedescendant={marked ? `connect-${marked.key}` : undefined}
        onChange={(event) => {
          setText(event.target.value);
          setMark(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div
        id="connect-found"
        role="listbox"
        aria-label="Tasks"
        tabIndex={-1}
        className="scroll-quiet max-h-64 overflow-y-auto not-empty:mt-1.5"
      >
        {found.map((task) => (
          <Choice key={task.key} task={task} verdict={judge(task.key)} marked={task === marked} onTake={() => onTake(task.key)} />
        ))}
      </div>
    </section>
  );
}

function Choice({ task, verdict, marked, onTake }: { task: TaskView; verdict: Verdict; marked: boolean; onTake: () => void }) {
  const words = verdict.ok ? verdict.hint : verdict.reason;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
    <div
      id={`connect-${task.key}`}
      role="option"
      tabIndex={-1}
      aria-selected={marked}
      aria-disabled={!verdict.ok}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onTake}
      className={cn('flex items-start gap-2 rounded-sm px-2 py-1.5 hover:bg-hover pointer-coarse:py-2.5', marked && 'bg-hover')}
    >
      <StateIcon state={toState(task.status)} decorative />
      <span className="min-w-0 flex-1">
        <span className={cn('block truncate', !verdict.ok && 'text-muted')}>{task.title}</span>
        {words ? <span className={cn('block text-xs', verdict.ok ? 'text-waiting' : 'text-failed')}>{words}</span> : null}
      </span>
    </div>
  );
}
