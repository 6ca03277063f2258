import { z } from 'zod';
import { unstorableFault } from '../unstorable';

// Our pages allow no `eval`: without this zod's first object tries it and the browser reports a violation.
if (typeof document !== 'undefined') z.config({ jitless: true });

/** Text a person or program sends: what PostgreSQL cannot store is refused by name rather than failing later. */
export const text = (max: number, min = 1) =>
  z
    .string()
    .min(min)
    .max(max)
    .superRefine((value, context) => {
      const message = unstorableFault(value);
      if (message !== null) context.addIssue({ code: 'custom', message });
    });

export const idSchema = z.guid();

export const limitSchema = z.coerce.number().int().min(1).max(200).default(50);

/** Opaque to callers: base64url of the sort key of the last row seen. A cursor we did not make is 422. */
export const cursorSchema = text(200);

export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** ISO 8601 in UTC. */
export const timeSchema = z.iso.datetime();

/** Money is US dollars on the wire; integer micro-dollars everywhere behind it. */
export const MICRO_USD = 1_000_000;
/** What is less than a micro-dollar would be a budget of nothing. */
export const budgetSchema = z
  .number()
  .min(1 / MICRO_USD)
  .max(1_000_000);

export const toMicroUsd = (usd: number): number => Math.round(usd * MICRO_USD);
export const fromMicroUsd = (microUsd: number): number => microUsd / MICRO_USD;

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
