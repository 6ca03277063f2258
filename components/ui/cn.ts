import { type ClassValue, clsx } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

/** Knows the names of our own theme, which would otherwise be taken for something else or for nothing. */
const merge = extendTailwindMerge({
  extend: { theme: { text: ['2xs'], animate: ['turn', 'shimmer', 'late', 'pop', 'fade'], shadow: ['float'] } },
});

/** Joins class names; of two utilities that set the same property the later wins. */
export const cn = (...parts: ClassValue[]): string => merge(clsx(parts));
