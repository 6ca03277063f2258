'use client';
import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './cn';

export interface TabSpec<V extends string> {
  value: V;
  label: ReactNode;
  /** Small figure after the label. */
  count?: number | string;
}

interface TabsProps<V extends string> {
  value: V;
  onValueChange: (value: V) => void;
  tabs: readonly TabSpec<V>[];
  'aria-label': string;
  /** Class of the row of tabs. */
  listClassName?: string;
  className?: string;
  /** `TabPanel`s. */
  children: ReactNode;
}

/** Underlined tabs. Controlled, so that the URL can hold which is open. */
export function Tabs<V extends string>({ value, onValueChange, tabs, listClassName, className, children, ...aria }: TabsProps<V>) {
  return (
    <Radix.Root value={value} onValueChange={(next) => onValueChange(next as V)} className={className}>
      <Radix.List className={cn('scroll-quiet flex gap-4.5 overflow-x-auto border-line border-b', listClassName)} {...aria}>
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="-mb-px shrink-0 whitespace-nowrap border-transparent border-b-2 pt-2 pb-[9px] font-medium text-muted text-sm -outline-offset-2 transition-colors duration-120 hover:text-fg data-[state=active]:border-accent data-[state=active]:text-fg pointer-coarse:py-3"
          >
            {tab.label}
            {tab.count === undefined ? null : <span className="num ml-1 font-normal text-faint">{tab.count}</span>}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {children}
    </Radix.Root>
  );
}

export function TabPanel({ value, className, children }: { value: string; className?: string; children: ReactNode }) {
  return (
    <Radix.Content value={value} className={cn('-outline-offset-2', className)}>
      {children}
    </Radix.Content>
  );
}
