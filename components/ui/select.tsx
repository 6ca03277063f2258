'use client';
import { ChevronDown } from 'lucide-react';
import { type KeyboardEvent, useId, useState } from 'react';
import { cn } from './cn';
import { type SelectProps, selectStyle } from './select-face';

const loadList = () => import('./select-list');

/** Keys that open a closed list; a letter too, which is then typed into it. */
const opens = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent) =>
  key === 'ArrowDown' || key === 'ArrowUp' || (key.length === 1 && key !== ' ' && !ctrlKey && !metaKey && !altKey);

/** One of several. Its face is a button; the list, which places itself and takes 25 kB, is fetched when somebody comes near it. */
export function Select<V extends string>(props: SelectProps<V>) {
  const { id, value, onValueChange: _later, options, disabled, className, ...aria } = props;
  const [loaded, setLoaded] = useState<Awaited<ReturnType<typeof loadList>> | null>(null);
  const listId = useId();
  if (loaded) return <loaded.SelectList {...props} />;
  const open = () => void loadList().then(setLoaded);
  return (
    <button
      type="button"
      role="combobox"
      id={id}
      aria-controls={listId}
      aria-expanded={false}
      aria-autocomplete="none"
      disabled={disabled}
      className={cn(selectStyle, className)}
      onPointerEnter={() => void loadList()}
      onFocus={() => void loadList()}
      onClick={open}
      onKeyDown={(event) => {
        if (!opens(event)) return;
        event.preventDefault();
        open();
      }}
      {...aria}
    >
      <span className="min-w-0 truncate">{options.find((option) => option.value === value)?.label}</span>
      <ChevronDown size={14} className="shrink-0 text-faint" aria-hidden />
    </button>
  );
}
