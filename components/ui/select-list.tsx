'use client';
import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import { cn } from './cn';
import { type SelectProps, selectStyle } from './select-face';

/** The whole of a select, with its list open from the first moment: it was loaded by the press on the select's face. */
export function SelectList<V extends string>({ id, value, onValueChange, options, disabled, className, ...aria }: SelectProps<V>) {
  return (
    <Radix.Root defaultOpen value={value} onValueChange={(next) => onValueChange(next as V)} disabled={disabled}>
      <Radix.Trigger id={id} className={cn(selectStyle, className)} {...aria}>
        <span className="min-w-0 truncate">
          <Radix.Value />
        </span>
        <ChevronDown size={14} className="shrink-0 text-faint" aria-hidden />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) animate-pop overflow-hidden rounded-lg border border-line bg-raised p-1 shadow-float"
        >
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                className="flex cursor-default select-none items-center gap-2 rounded-sm py-1.5 pr-2 pl-1.5 text-sm outline-none data-[highlighted]:bg-hover pointer-coarse:py-2.5"
              >
                <span className="w-4 shrink-0 text-accent">
                  <Radix.ItemIndicator>
                    <Check size={14} aria-hidden />
                  </Radix.ItemIndicator>
                </span>
                <span className="grid">
                  <Radix.ItemText>{option.label}</Radix.ItemText>
                  {option.hint ? <span className="text-faint text-xs">{option.hint}</span> : null}
                </span>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
