'use client';
import type { ReactNode } from 'react';
import type { EditableTask, TaskChanges } from '@/lib/contracts/edit';
import type { Issue } from '@/lib/errors';
import { valueWords } from '@/lib/graph-edit/edit-words';
import { usePanel } from './panel-context';
import { type ChangeField, isSame, revertChange, stageChange } from './stage-change';
import { TextField } from './text-field';
import type { Read } from './typed-value';
import { WasLine } from './was-line';

/** One task as the edit leaves it and as it was. */
export interface PanelTask {
  now: EditableTask;
  was: EditableTask | undefined;
  disabled: boolean;
  /** What it waits for cannot be changed. */
  wired: boolean;
}

/** Stages values of one task's fields. */
export function useStageOf({ now }: PanelTask) {
  const { store } = usePanel();
  return <F extends ChangeField>(field: F, value: TaskChanges[F], part?: string): readonly Issue[] =>
    stageChange(store, { keys: [now.key], field, value, ...(part ? { part } : {}) });
}

interface ChangedProps {
  task: PanelTask;
  field: ChangeField;
  label: string;
  /** Compared as texts, line by line. */
  long?: boolean;
  children: ReactNode;
}

/** A control of one field with, under it, what stood there before. */
export function Changed({ task: { now, was, disabled }, field, label, long = false, children }: ChangedProps) {
  const { store, unstaged } = usePanel();
  const changed = was !== undefined && !disabled && !isSame(was[field], now[field]);
  const revert = () => {
    unstaged.drop(`${now.key} ${field}`);
    revertChange(store, [now.key], field);
  };
  return (
    <div className="grid min-w-0 content-start gap-1">
      {children}
      {changed ? (
        <WasLine
          label={label}
          long={long}
          was={long ? textOf(was[field]) : valueWords(field, was[field])}
          now={textOf(now[field])}
          onRevert={revert}
        />
      ) : null}
    </div>
  );
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value, null, 2);

interface TextSpec<F extends ChangeField> {
  task: PanelTask;
  field: F;
  label: string;
  read: (text: string) => Read<TaskChanges[F]>;
  optional?: boolean;
  hint?: ReactNode;
  placeholder?: string;
  lines?: number;
  mono?: boolean;
  numeric?: boolean;
  suggestions?: readonly string[];
  /** Instead of the value: what nobody wrote is not shown as written. */
  shown?: string;
}

/** A field of text of one task. */
export function TaskText<F extends ChangeField>({ task, field, label, read, shown, ...look }: TextSpec<F>) {
  const stage = useStageOf(task);
  return (
    <Changed task={task} field={field} label={label} long={look.lines !== undefined}>
      <TextField
        id={`${task.now.key} ${field}`}
        where={`${task.now.title}: ${label.toLowerCase()}`}
        label={label}
        value={shown ?? textOf(task.now[field])}
        read={read}
        stage={(value) => stage(field, value)}
        disabled={task.disabled}
        {...look}
      />
    </Changed>
  );
}
