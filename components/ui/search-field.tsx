'use client';
import { Search, X } from 'lucide-react';
import { useRef } from 'react';
import { IconButton } from './icon-button';
import { Input } from './input';
import { Kbd } from './kbd';
import { useShortcut } from './shortcuts';

interface SearchFieldProps {
  value: string;
  onChange: (value: string) => void;
  label: string;
  placeholder: string;
  /** Under which heading its key `/` stands in the list of keys. */
  group: string;
}

/** The search of a list: `/` goes there, Escape leaves it. */
export function SearchField({ value, onChange, label, placeholder, group }: SearchFieldProps) {
  const inputRef = useRef<HTMLInputElement>(null);
  useShortcut('/', 'Search', () => inputRef.current?.select(), { group });
  return (
    <search className="relative w-full sm:w-64">
      <Search size={14} aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-faint" />
      <Input
        ref={inputRef}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
        maxLength={200}
        placeholder={placeholder}
        aria-label={label}
        enterKeyHint="search"
        className="px-8"
      />
      <span className="absolute inset-y-0 right-1.5 flex items-center">
        {value ? (
          <IconButton label="Clear the search" size="sm" onClick={() => onChange('')}>
            <X size={14} aria-hidden />
          </IconButton>
        ) : (
          <Kbd>/</Kbd>
        )}
      </span>
    </search>
  );
}
