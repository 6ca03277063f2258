import { z } from 'zod';
import { idSchema, text, timeSchema } from './common';

/** Pages whose queries can be kept. */
export const VIEW_PAGES = ['runs', 'inbox'] as const;

const nameSchema = text(60).refine((name) => name.trim().length > 0, { error: 'must not be empty' });
const querySchema = text(2_000, 0);

export const savedViewSchema = z.object({
  id: idSchema,
  page: z.enum(VIEW_PAGES),
  name: z.string(),
  /** The page's query string, without its `?`. */
  query: z.string(),
  createdAt: timeSchema,
});
export type SavedView = z.infer<typeof savedViewSchema>;

export const listViewsSchema = z.strictObject({ page: z.enum(VIEW_PAGES) });
export type ListViews = z.infer<typeof listViewsSchema>;
export const createViewSchema = z.strictObject({ page: z.enum(VIEW_PAGES), name: nameSchema, query: querySchema });
export type CreateView = z.infer<typeof createViewSchema>;
export const updateViewSchema = z
  .strictObject({ viewId: idSchema, name: nameSchema.optional(), query: querySchema.optional() })
  .refine((input) => input.name !== undefined || input.query !== undefined, { error: 'give a name or a query', path: ['name'] });
export type UpdateView = z.infer<typeof updateViewSchema>;
export const viewIdSchema = z.strictObject({ viewId: idSchema });
