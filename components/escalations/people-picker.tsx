'use client';
import { X } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { Field } from '@/components/ui/field';
import { SuggestInput } from '@/components/ui/suggest-input';
import { useDeciders } from './use-deciders';

interface PeoplePickerProps {
  label: string;
  hint: string;
  error?: string;
  /** E-mails with commas, spaces or lines between. */
  value: string;
  /** Words of the field while nobody is named. */
  empty: string;
  onChange: (value: string) => void;
}

const emailsOf = (typed: string): string[] => [...new Set(typed.split(/[\s,;]+/).filter(Boolean))];

/** Some people by their e-mails: those who may decide are offered; others may be typed, and the server says what it thinks of them. */
export function PeoplePicker({ label, hint, error, value, empty, onChange }: PeoplePickerProps) {
  const [typed, setTyped] = useState('');
  const emails = emailsOf(value);
  const offered = useDeciders(typed).filter((one) => !emails.includes(one.value));
  const add = (words: string) => {
    setTyped('');
    const more = emailsOf(words);
    if (more.length > 0) onChange([...new Set([...emails, ...more])].join(', '));
  };
  const remove = (email: string) => onChange(emails.filter((one) => one !== email).join(', '));
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const last = emails.at(-1);
    if (event.key === 'Backspace' && typed === '' && last) remove(last);
    if (typed.trim() === '' || !['Enter', ',', ';', ' '].includes(event.key)) return;
    event.preventDefault();
    add(typed);
  };
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <div className="flex flex-wrap items-center gap-1.5">
          {emails.map((email) => (
            <span
              key={email}
              className="inline-flex h-8 max-w-full items-center rounded-md border border-line bg-sunken pl-2.5 pointer-coarse:h-10"
            >
              <span className="min-w-0 truncate">{email}</span>
              <button
                type="button"
                aria-label={`${label}: take ${email} out`}
                onClick={() => remove(email)}
                className="grid h-full w-7 shrink-0 place-items-center rounded-md text-faint hover:text-fg pointer-coarse:w-10"
              >
                <X size={14} aria-hidden />
              </button>
            </span>
          ))}
          <span className="min-w-44 flex-1">
            <SuggestInput
              {...control}
              listLabel="People who may decide"
              maxLength={2_000}
              placeholder={emails.length === 0 ? empty : 'Add somebody'}
              value={typed}
              onChange={(words) => (/[,;\s]/.test(words.trim()) ? add(words) : setTyped(words))}
              suggestions={offered}
              onPick={add}
              onBlur={() => add(typed)}
              onKeyDown={onKeyDown}
            />
          </span>
        </div>
      )}
    </Field>
  );
}
