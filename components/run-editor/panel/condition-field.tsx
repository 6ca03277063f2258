'use client';
import { useId, useRef, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { Field } from '@/components/ui/field';
import { fieldStyle } from '@/components/ui/input';
import type { Issue } from '@/lib/errors';
import { type Completion, completeAt } from './complete-at';
import { ConditionPreview } from './condition-preview';
import { PutBack } from './put-back';
import { readCondition } from './read-condition';
import { useConditionNames } from './use-condition';
import { useTypedText } from './use-typed-text';

interface ConditionFieldProps {
  id: string;
  where: string;
  label: string;
  optional?: boolean;
  value: string;
  /** What the gate or branch waits for: the condition's `task` and `artifact` are of the first. */
  after: readonly string[];
  disabled?: boolean;
  /** Null: no condition. */
  stage: (condition: string | null) => readonly Issue[];
}

/** A condition in CEL: names are completed while one types, what is wrong is said in words, and past values say what it would come to. */
export function ConditionField(props: ConditionFieldProps) {
  const { label, optional = false, after, disabled } = props;
  const typed = useTypedText({ ...props, read: (text) => readCondition(text, optional) });
  const names = useConditionNames(after);
  const [offer, setOffer] = useState<Completion | null>(null);
  const [at, setAt] = useState(0);
  const box = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const look = (area: HTMLTextAreaElement) => {
    setOffer(completeAt(area.value, area.selectionStart, names));
    setAt(0);
  };
  const take = (index: number) => {
    const path = offer?.names[index]?.path;
    const area = box.current;
    if (!offer || path === undefined || !area) return;
    const text = area.value.slice(0, offer.from) + path + area.value.slice(offer.to);
    typed.change(text);
    setOffer(null);
    // The caret goes behind the name once it stands there.
    requestAnimationFrame(() => area.setSelectionRange(offer.from + path.length, offer.from + path.length));
  };
  const onKeyDown = (event: React.KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.ctrlKey && event.key === ' ') {
      event.preventDefault();
      look(event.currentTarget);
      return;
    }
    if (!offer) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setAt((at + step + offer.names.length) % offer.names.length);
    } else if ((event.key === 'Enter' && !event.metaKey && !event.ctrlKey) || (event.key === 'Tab' && !event.shiftKey)) {
      event.preventDefault();
      take(at);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      setOffer(null);
    }
  };
  return (
    <div className="grid content-start gap-1">
      <Field
        label={label}
        optional={optional}
        error={typed.message ?? undefined}
        hint={typed.text === '' ? 'Knows artifact, task, run and outputs. Names are offered as you type.' : undefined}
      >
        {(control) => (
          <div className="relative">
            <textarea
              {...control}
              ref={box}
              rows={2}
              disabled={disabled}
              spellCheck={false}
              autoComplete="off"
              autoCapitalize="off"
              aria-autocomplete="list"
              aria-controls={offer ? listId : undefined}
              aria-activedescendant={offer ? `${listId}-${at}` : undefined}
              value={typed.text}
              onChange={(event) => {
                typed.change(event.target.value);
                look(event.target);
              }}
              onKeyDown={onKeyDown}
              onBlur={() => {
                typed.settle();
                setOffer(null);
              }}
              className={cn(
                fieldStyle,
                'scroll-quiet field-sizing-content block max-h-48 min-h-14 resize-none px-2.5 py-1.5 font-mono text-xs leading-[1.6]',
              )}
            />
            {offer ? <Offers listId={listId} offer={offer} at={at} onTake={take} /> : null}
          </div>
        )}
      </Field>
      {typed.message === null ? null : <PutBack label={label} onPress={typed.putBack} />}
      {typed.message === null && typed.text.trim() !== '' ? <ConditionPreview condition={typed.text} after={after} /> : null}
      <span role="status" className="sr-only">
        {offer ? `${offer.names.length} names: ${offer.names[at]?.path ?? ''}` : ''}
      </span>
    </div>
  );
}

const intoView = (option: HTMLElement | null) => option?.scrollIntoView({ block: 'nearest' });

interface OffersProps {
  listId: string;
  offer: Completion;
  at: number;
  onTake: (index: number) => void;
}

function Offers({ listId, offer, at, onTake }: OffersProps) {
  return (
    <div
      id={listId}
      role="listbox"
      aria-label="Names"
      className="absolute inset-x-0 top-full z-30 mt-1 max-h-56 animate-pop overflow-y-auto rounded-md border border-line bg-raised p-1 shadow-float"
    >
      {offer.names.map((name, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
        // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active one
        <div
          key={name.path}
          id={`${listId}-${index}`}
          role="option"
          aria-selected={index === at}
          ref={index === at ? intoView : undefined}
          // The field keeps the focus.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onTake(index)}
          className={cn(
            'flex cursor-pointer items-baseline gap-2 rounded-sm px-2 py-1 text-xs pointer-coarse:py-2.5',
            index === at && 'bg-accent-soft',
          )}
        >
          <code className="min-w-0 flex-1 truncate text-xs">{name.path}</code>
          <span className="shrink-0 text-faint">{name.type}</span>
          {name.example === null ? null : <code className="max-w-28 shrink-0 truncate text-muted text-xs">{name.example}</code>}
        </div>
      ))}
    </div>
  );
}
