'use client';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { EditableTask, TaskChanges } from '@/lib/contracts/edit';
import { plural } from '@/lib/format/count';
import { namesOf } from '@/lib/graph-edit/edit-words';
import { indexOf } from '../edit-state';
import { useEdit } from '../edit-store';
import { areFieldsOpen, lockOfSides } from '../locks';
import { ChoiceField } from './choice-field';
import { SIDE_EFFECT_CHOICES, TIER_CHOICES, WORKING_ROLES } from './choices';
import { usePanel } from './panel-context';
import { type ChangeField, isSame, revertChange, stageChange } from './stage-change';
import { Pair } from './task-fields';
import { TextField } from './text-field';
import { firstMessage, readPhase, readWhole } from './typed-value';
import { WasLine } from './was-line';

const FIELDS = ['role', 'tier', 'timeoutSeconds', 'maxAttempts', 'priority', 'phase', 'sideEffects'] as const;

/** Several tasks at once: what they have in common, and what can be set for all of them. */
export function ManyFields({ keys }: { keys: readonly string[] }) {
  const { store } = usePanel();
  const draft = useEdit(store, (state) => state.draft);
  const base = useEdit(store, (state) => state.base);
  const rerun = useEdit(store, (state) => state.rerunInvalidated);
  const [refused, setRefused] = useState<{ field: ChangeField; message: string } | null>(null);
  const free: EditableTask[] = [];
  const locked: string[] = [];
  for (const key of keys) {
    const now = indexOf(draft).get(key);
    if (!now || !areFieldsOpen(lockOfSides(now, indexOf(base).get(key), rerun))) locked.push(key);
    else free.push(now);
  }
  const titleOf = (key: string) => indexOf(draft).get(key)?.title ?? indexOf(base).get(key)?.title ?? key;
  const open = free.map((task) => task.key);
  const isTaskOnly = free.every((task) => task.kind === 'agent');
  const common = <F extends (typeof FIELDS)[number]>(field: F): EditableTask[F] | null => {
    const [first] = free;
    return first && free.every((task) => isSame(task[field], first[field])) ? first[field] : null;
  };
  const set = <F extends ChangeField>(field: F, value: TaskChanges[F]) => {
    const issues = stageChange(store, { keys: open, field, value });
    const message = firstMessage(issues);
    setRefused(message === null ? null : { field, message });
    return issues;
  };
  const changed = FIELDS.filter((field) =>
    free.some((task) => {
      const was = indexOf(base).get(task.key);
      return was !== undefined && !isSame(was[field], task[field]);
    }),
  );
  const under = (field: (typeof FIELDS)[number], label: string) =>
    changed.includes(field) ? (
      <WasLine label={label} was="not so in all of them" onRevert={() => void revertChange(store, open, field)} />
    ) : null;
  const errorOf = (field: ChangeField) => (refused?.field === field ? refused.message : undefined);
  const show = (key: string) => {
    store.select([key]);
    store.open(key);
  };
  const id = (field: string) => `${open.join(' ')} ${field}`;
  const number = (field: 'timeoutSeconds' | 'maxAttempts' | 'priority', label: string, read: ReturnType<typeof readWhole>) => (
    <div className="grid content-start gap-1">
      <TextField
        id={id(field)}
        where={`${plural(open.length, 'task')}: ${label.toLowerCase()}`}
        label={label}
        numeric
        value={common(field) === null ? '' : String(common(field))}
        placeholder="Not all the same"
        read={read}
        stage={(value) => set(field, value)}
      />
      {under(field, label)}
    </div>
  );
  return (
    <>
      {locked.length > 0 ? (
        <p className="rounded-md bg-sunken px-3 py-2 text-muted text-xs">
          {namesOf(locked, titleOf)} cannot be changed and {locked.length === 1 ? 'is' : 'are'} left as{' '}
          {locked.length === 1 ? 'it is' : 'they are'}.
        </p>
      ) : null}
      {free.length === 0 ? null : (
        <>
          <Pair>
            <div className="grid content-start gap-1">
              <ChoiceField
                label="Role"
                value={WORKING_ROLES.find((choice) => choice.value === common('role'))?.value ?? null}
                choices={WORKING_ROLES}
                onChoose={(role) => void set('role', role)}
                error={errorOf('role')}
              />
              {under('role', 'Role')}
            </div>
            <div className="grid content-start gap-1">
              <ChoiceField
                label="Tier"
                value={common('tier')}
                choices={TIER_CHOICES}
                onChoose={(tier) => void set('tier', tier)}
                error={errorOf('tier')}
              />
              {under('tier', 'Tier')}
            </div>
          </Pair>
          <Pair>
            {number('timeoutSeconds', 'Timeout, seconds', readWhole(1, 86_400))}
            {number('maxAttempts', 'Attempts', readWhole(1, 20))}
          </Pair>
          <Pair>
            {number('priority', 'Priority', readWhole(-100, 100))}
            <div className="grid content-start gap-1">
              <TextField
                id={id('phase')}
                where={`${plural(open.length, 'task')}: phase`}
                label="Phase"
                optional
                value={common('phase') ?? ''}
                placeholder={changed.includes('phase') || free.some((task) => task.phase) ? 'Not all the same' : 'None'}
                read={readPhase}
                stage={(phase) => set('phase', phase)}
              />
              {under('phase', 'Phase')}
            </div>
          </Pair>
          {isTaskOnly ? (
            <div className="grid gap-1">
              <ChoiceField
                label="Side effects"
                value={common('sideEffects')}
                choices={SIDE_EFFECT_CHOICES}
                onChoose={(sideEffects) => void set('sideEffects', sideEffects)}
                error={errorOf('sideEffects')}
              />
              {under('sideEffects', 'Side effects')}
            </div>
          ) : null}
        </>
      )}
      <details>
        <summary className="cursor-pointer text-muted text-xs">{plural(keys.length, 'task')} selected</summary>
        <ul className="mt-1.5 grid gap-0.5">
          {keys.slice(0, 100).map((key) => (
            <li key={key}>
              <Button variant="quiet" size="sm" className="max-w-full" onClick={() => show(key)}>
                <span className="truncate">{titleOf(key)}</span>
              </Button>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}
