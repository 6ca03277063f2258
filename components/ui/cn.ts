import { type ClassValue, clsx } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

/** Knows our extra text size, which would otherwise be taken for a colour and drop a real one. */
const merge = extendTailwindMerge({ extend: { theme: { text: ['2xs'] } } });

/** Joins class names; of two utilities that set the same property the later wins. */
export const cn = (...parts: ClassValue[]): string => merge(clsx(parts));
