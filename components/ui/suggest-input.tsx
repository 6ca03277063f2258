'use client';
import { type ComponentProps, type KeyboardEvent, useId, useRef, useState } from 'react';
import { Input } from './input';

export interface Suggestion {
  value: string;
  label: string;
  /** Small, in the same line. */
  aside?: string;
  /** In a line of its own. */
  hint?: string;
  /** Why it cannot be picked. */
  cannot?: string | null;
}

interface SuggestInputProps extends Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'list' | 'ref' | 'onFocus' | 'onKeyDown'> {
  value: string;
  onChange: (value: string) => void;
  suggestions: readonly Suggestion[];
  /** Where the list opens: above what stands at the foot of a page, so that its buttons stay in sight. */
  side?: 'top' | 'bottom';
  /** What is offered: "People who may decide". */
  listLabel: string;
  /** Absent: it becomes the field's value. */
  onPick?: (value: string) => void;
  /** Keys that the list has no use for. */
  onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
}

const loadList = () => import('./suggest-list');

/** A field that offers what fits while one types; anything may be typed. The list, which places itself, is fetched on the first focus. */
export function SuggestInput({
  value,
  onChange,
  suggestions,
  listLabel,
  onPick,
  onKeyDown,
  onBlur,
  side = 'bottom',
  ...rest
}: SuggestInputProps) {
  const [parts, setParts] = useState<Awaited<ReturnType<typeof loadList>> | null>(null);
  const [open, setOpen] = useState(false);
  const [pointed, setPointed] = useState<number | null>(null);
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const shown = open && parts !== null && suggestions.length > 0;
  // Where something is typed, Enter takes what fits best.
  const best = value.trim() === '' ? -1 : suggestions.findIndex(({ cannot }) => !cannot);
  const at = shown ? Math.min(pointed ?? best, suggestions.length - 1) : -1;
  const close = () => {
    setOpen(false);
    setPointed(null);
  };
  const pick = (suggestion: (typeof suggestions)[number] | undefined) => {
    if (!suggestion || suggestion.cannot) return;
    (onPick ?? onChange)(suggestion.value);
    close();
  };
  const keyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setOpen(true);
      if (shown) setPointed((at + step + suggestions.length) % suggestions.length);
    } else if (shown && event.key === 'Enter' && !event.metaKey && !event.ctrlKey && at >= 0) {
      event.preventDefault();
      pick(suggestions[at]);
    } else if (shown && event.key === 'Escape') {
      event.preventDefault();
      // What was opened last is closed first.
      event.stopPropagation();
      close();
    } else onKeyDown?.(event);
  };
  return (
    <>
      <Input
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        {...rest}
        ref={field}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={shown}
        aria-controls={shown ? id : undefined}
        aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
          setPointed(null);
          setOpen(true);
        }}
        onFocus={() => {
          void loadList().then(setParts);
          setOpen(true);
        }}
        onClick={() => setOpen(true)}
        onBlur={(event) => {
          close();
          onBlur?.(event);
        }}
        onKeyDown={keyDown}
      />
      {shown ? (
        <parts.SuggestList {...{ id, at, suggestions, field, side }} label={listLabel} onAt={setPointed} onPick={pick} onClose={close} />
      ) : null}
    </>
  );
}
