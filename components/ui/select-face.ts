import type { ReactNode } from 'react';
import { cn } from './cn';
import { fieldStyle } from './input';

export interface SelectOption<V extends string> {
  value: V;
  label: ReactNode;
  /** Second line in the list. */
  hint?: string;
}

export interface SelectProps<V extends string> {
  id?: string;
  value: V;
  onValueChange: (value: V) => void;
  options: readonly SelectOption<V>[];
  'aria-label'?: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
  disabled?: boolean;
  className?: string;
}

/** The closed select looks the same before and after its list has been loaded. */
export const selectStyle = cn(fieldStyle, 'inline-flex h-8 items-center justify-between gap-2 px-2.5 text-left pointer-coarse:h-10');
