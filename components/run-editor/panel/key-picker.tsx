'use client';
import { X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { EditableTask } from '@/lib/contracts/edit';
import type { Issue } from '@/lib/errors';
import { findByName, matchesFor } from './find-by-name';
import { firstMessage } from './typed-value';

interface KeyPickerProps {
  label: string;
  hint?: ReactNode;
  keys: readonly string[];
  tasks: readonly EditableTask[];
  titleOf: (key: string) => string;
  /** Words of the field while nothing is picked. */
  empty: string;
  disabled?: boolean;
  onAdd: (key: string) => readonly Issue[];
  onRemove: (key: string) => readonly Issue[];
}

/** Some tasks, picked by name: a title or a key is typed, and those that fit are offered. */
export function KeyPicker({ label, hint, keys, tasks, titleOf, empty, disabled = false, onAdd, onRemove }: KeyPickerProps) {
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string | null>(null);
  const listId = useId();
  const offered = matchesFor(tasks, typed, keys);
  const add = (text: string) => {
    if (text.trim() === '') return;
    const found = findByName(tasks, text);
    const message = found ? firstMessage(onAdd(found.key)) : `There is no task “${text.trim()}”`;
    setError(message);
    if (message === null) setTyped('');
  };
  const remove = (key: string) => setError(firstMessage(onRemove(key)));
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const last = keys.at(-1);
    if (event.key === 'Enter') {
      event.preventDefault();
      add(typed);
    } else if (event.key === 'Backspace' && typed === '' && last) remove(last);
  };
  return (
    <Field label={label} hint={hint} error={error ?? undefined}>
      {(control) => (
        <div className="flex flex-wrap items-center gap-1.5">
          {keys.map((key) => (
            <span
              key={key}
              title={key}
              className="inline-flex h-7 max-w-full items-center rounded-md border border-line bg-sunken pl-2 text-xs pointer-coarse:h-9"
            >
              <span className="min-w-0 truncate">{titleOf(key)}</span>
              {disabled ? (
                <span className="w-2" />
              ) : (
                <button
                  type="button"
                  aria-label={`${label}: take ${titleOf(key)} out`}
                  onClick={() => remove(key)}
                  className="grid h-full w-6 place-items-center rounded-md text-faint hover:text-fg pointer-coarse:w-9"
                >
                  <X size={12} aria-hidden />
                </button>
              )}
            </span>
          ))}
          {disabled && keys.length > 0 ? null : (
            <Input
              {...control}
              list={listId}
              value={typed}
              disabled={disabled}
              placeholder={keys.length === 0 ? empty : 'Add a task'}
              onChange={(event) => {
                const text = event.target.value;
                setError(null);
                // A choice from the list comes as one change.
                if (text.length - typed.length > 1 && offered.some((offer) => offer === text)) add(text);
                else setTyped(text);
              }}
              onKeyDown={onKeyDown}
              onBlur={() => add(typed)}
              className="h-7 min-w-28 flex-1 basis-28 text-xs [&::-webkit-calendar-picker-indicator]:opacity-40"
            />
          )}
          <datalist id={listId}>
            {offered.map((offer) => (
              <option key={offer} value={offer} />
            ))}
          </datalist>
        </div>
      )}
    </Field>
  );
}
