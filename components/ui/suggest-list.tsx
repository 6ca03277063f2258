'use client';
import { Popover } from 'radix-ui';
import { type RefObject, useEffect, useRef } from 'react';
import { cn } from './cn';
import type { Suggestion } from './suggest-input';

interface SuggestListProps {
  id: string;
  label: string;
  suggestions: readonly Suggestion[];
  /** The one that Enter takes; -1: none. */
  at: number;
  onAt: (at: number) => void;
  onPick: (suggestion: Suggestion) => void;
  onClose: () => void;
  side: 'top' | 'bottom';
  /** The field. */
  field: RefObject<HTMLInputElement | null>;
}

/** The open list under a field that suggests. The focus stays in the field. */
export function SuggestList({ id, label, suggestions, at, onAt, onPick, onClose, side, field }: SuggestListProps) {
  const current = useRef<HTMLDivElement>(null);
  // Scrolling is the browser's.
  useEffect(() => {
    if (at >= 0) current.current?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <Popover.Root open onOpenChange={(open) => open || onClose()}>
      <Popover.Anchor virtualRef={field as RefObject<HTMLInputElement>} />
      <Popover.Portal>
        <Popover.Content
          id={id}
          role="listbox"
          aria-label={label}
          align="start"
          side={side}
          sideOffset={4}
          collisionPadding={8}
          // The field has the keys: else what it stands in would take the same Escape.
          onEscapeKeyDown={(event) => event.preventDefault()}
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
          onInteractOutside={(event) => {
            if (event.target === field.current) event.preventDefault();
          }}
          className="scroll-quiet z-50 max-h-[min(280px,var(--radix-popover-content-available-height))] w-(--radix-popover-trigger-width) min-w-60 max-w-[calc(100vw-16px)] animate-pop overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-float"
        >
          {suggestions.map((suggestion, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
            // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names this by aria-activedescendant
            <div
              key={suggestion.value}
              ref={index === at ? current : undefined}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === at}
              aria-disabled={suggestion.cannot ? true : undefined}
              // A press must not take the focus out of the field.
              onPointerDown={(event) => event.preventDefault()}
              onPointerMove={() => onAt(index)}
              onClick={() => onPick(suggestion)}
              className={cn(
                'grid cursor-default select-none grid-cols-[minmax(0,1fr)_auto] gap-x-3 rounded-sm px-2 py-1.5 text-sm aria-selected:bg-hover pointer-coarse:py-2.5',
                suggestion.cannot && 'text-faint',
              )}
            >
              <span className="truncate">{suggestion.label}</span>
              {suggestion.aside ? <span className="text-faint text-xs leading-[19px]">{suggestion.aside}</span> : null}
              {suggestion.cannot || suggestion.hint ? (
                <span className="col-span-2 truncate text-faint text-xs">{suggestion.cannot ?? suggestion.hint}</span>
              ) : null}
            </div>
          ))}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
