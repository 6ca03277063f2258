'use client';
import type { EditableTask } from '@/lib/contracts/edit';
import { useEdit } from '../edit-store';
import { KeyPicker } from './key-picker';
import { usePanel, useTitleOf } from './panel-context';
import { WasLine } from './was-line';

interface WaitsForProps {
  task: EditableTask;
  was: EditableTask | undefined;
  disabled: boolean;
}

/** What a task waits for. Each change is a dependency added or taken away. */
export function WaitsFor({ task, was, disabled }: WaitsForProps) {
  const { store } = usePanel();
  const titleOf = useTitleOf();
  const tasks = useEdit(store, (state) => state.draft.tasks);
  const others = tasks.filter((each) => each.key !== task.key);
  const add = (from: string) =>
    store.stage({
      operations: [{ op: 'addDependency', from, to: task.key }],
      words: `${task.title} waits for ${titleOf(from)}`,
    });
  const remove = (from: string) =>
    store.stage({
      operations: [{ op: 'removeDependency', from, to: task.key }],
      words: `${task.title} no longer waits for ${titleOf(from)}`,
    });
  const known = new Set(tasks.map((each) => each.key));
  const gone = was?.dependsOn.filter((key) => !task.dependsOn.includes(key) && known.has(key)) ?? [];
  const come = was ? task.dependsOn.filter((key) => !was.dependsOn.includes(key)) : [];
  const revert = () =>
    store.stage({
      operations: [
        ...come.map((from) => ({ op: 'removeDependency' as const, from, to: task.key })),
        ...gone.map((from) => ({ op: 'addDependency' as const, from, to: task.key })),
      ],
      words: `${task.title} waits for what it waited for`,
    });
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
      {was && (gone.length > 0 || come.length > 0) ? (
        <WasLine label="Waits for" was={was.dependsOn.map(titleOf).join(', ') || 'nothing'} onRevert={revert} />
      ) : null}
    </div>
  );
}
