'use client';
import { useState } from 'react';
import { cn } from '@/components/ui/cn';
import { Input } from '@/components/ui/input';
import { StateIcon } from '@/components/ui/state-icon';
import { toState } from '@/components/ui/states';
import type { TaskView } from '@/lib/contracts/task';
import { findTasks } from './find-tasks';

const SHOWN = 8;

interface FindTaskProps {
  tasks: readonly TaskView[];
  onFind: (key: string) => void;
  onClose: () => void;
}

/** A field with the best matches above it. Enter takes the marked one, Escape leaves. */
export function FindTask({ tasks, onFind, onClose }: FindTaskProps) {
  const [text, setText] = useState('');
  const [mark, setMark] = useState(0);
  const found = findTasks(tasks, text, SHOWN);
  const marked = found[Math.min(mark, found.length - 1)];
  return (
    <div className="absolute bottom-full mb-2 w-[min(320px,calc(100vw-32px))] animate-pop rounded-lg border border-line bg-raised p-1.5 shadow-float">
      <ul id="found-tasks" className="scroll-quiet max-h-72 overflow-y-auto">
        {found.map((task) => (
          <li key={task.key}>
            <button
              type="button"
              tabIndex={-1}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onFind(task.key)}
              className={cn(
                'flex w-full items-center gap-2 rounded-sm px-2 py-1.5 text-left hover:bg-hover pointer-coarse:py-2.5',
                task === marked && 'bg-hover',
              )}
            >
              <StateIcon state={toState(task.status)} />
              <span className="min-w-0 flex-1 truncate">{task.title}</span>
              <span className="shrink-0 text-faint text-xs">{task.role}</span>
            </button>
          </li>
        ))}
        {found.length === 0 ? <li className="px-2 py-1.5 text-faint">No task has these words.</li> : null}
      </ul>
      <Input
        autoFocus
        value={text}
        placeholder="Title, key, role or state"
        aria-label="Find a task"
        aria-controls="found-tasks"
        className="mt-1.5"
        onBlur={onClose}
        onChange={(event) => {
          setText(event.target.value);
          setMark(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose();
          else if (event.key === 'Enter' && marked) onFind(marked.key);
          else if (event.key === 'ArrowDown') setMark(Math.min(mark + 1, found.length - 1));
          else if (event.key === 'ArrowUp') setMark(Math.max(mark - 1, 0));
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
    </div>
  );
}
