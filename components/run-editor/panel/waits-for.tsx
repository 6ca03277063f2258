'use client';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { EditableTask, EditOperation } from '@/lib/contracts/edit';
import type { Issue } from '@/lib/errors';
import { optionsOf, type StageInput } from '../edit-state';
import { useEdit } from '../edit-store';
import { KeyPicker } from './key-picker';
import { usePanel, useTitleOf } from './panel-context';
import { WasLine } from './was-line';

interface WaitsForProps {
  task: EditableTask;
  was: EditableTask | undefined;
  disabled: boolean;
}

/** What a task waits for. Each change is a dependency added or taken away; of a running task only with its call aborted. */
export function WaitsFor({ task, was, disabled }: WaitsForProps) {
  const { store } = usePanel();
  const titleOf = useTitleOf();
  const tasks = useEdit(store, (state) => state.draft.tasks);
  const allowed = useEdit(store, (state) => optionsOf(state).cancelRunning.includes(task.key));
  const [asking, setAsking] = useState<StageInput | null>(null);
  const [message, setMessage] = useState<string | null>(null);
  const others = tasks.filter((each) => each.key !== task.key);
  const isBusy = was?.status === 'RUNNING' && !allowed;
  const stage = (operations: readonly EditOperation[], words: string): readonly Issue[] => {
    setMessage(null);
    if (!isBusy) return store.stage({ operations, words });
    setAsking({ operations, words, cancelRunning: [task.key] });
    return [];
  };
  const abort = () => {
    const [issue] = asking ? store.stage(asking) : [];
    setMessage(issue?.message ?? null);
    setAsking(null);
  };
  const add = (from: string) => stage([{ op: 'addDependency', from, to: task.key }], `${task.title} waits for ${titleOf(from)}`);
  const remove = (from: string) =>
    stage([{ op: 'removeDependency', from, to: task.key }], `${task.title} no longer waits for ${titleOf(from)}`);
  const known = new Set(tasks.map((each) => each.key));
  const gone = was?.dependsOn.filter((key) => !task.dependsOn.includes(key) && known.has(key)) ?? [];
  const come = was ? task.dependsOn.filter((key) => !was.dependsOn.includes(key)) : [];
  const revert = () =>
    stage(
      [
        ...come.map((from) => ({ op: 'removeDependency' as const, from, to: task.key })),
        ...gone.map((from) => ({ op: 'addDependency' as const, from, to: task.key })),
      ],
      `${task.title} waits for what it waited for`,
    );
  return (
    <div className="grid gap-1">
      <KeyPicker
        label="Waits for"
        keys={task.dependsOn}
        tasks={others}
        titleOf={titleOf}
        empty="Nothing: it starts at once"
        disabled={disabled}
        onAdd={add}
        onRemove={remove}
      />
      {asking ? (
        <div role="alert" className="flex flex-wrap items-center gap-2 rounded-md bg-running-soft px-3 py-2 text-xs">
          <span className="min-w-0 flex-1 basis-48">
            It is running: to change what it waits for, its call is aborted and it begins anew.
          </span>
          <Button size="sm" onClick={() => setAsking(null)}>
            Leave it
          </Button>
          <Button size="sm" variant="danger" onClick={abort}>
            Abort and change
          </Button>
        </div>
      ) : null}
      {message ? (
        <p role="alert" className="text-failed text-xs">
          {message}
        </p>
      ) : null}
      {was && (gone.length > 0 || come.length > 0) ? (
        <WasLine label="Waits for" was={was.dependsOn.map(titleOf).join(', ') || 'nothing'} onRevert={() => void revert()} />
      ) : null}
    </div>
  );
}
