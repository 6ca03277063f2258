import { expect, it } from 'vitest';
import { z } from 'zod';
import { faultWords } from './fault-words';

const wordsOf = (schema: z.ZodType, value: unknown): string[] =>
  (schema.safeParse(value).error?.issues ?? []).map((issue) => faultWords(issue as Parameters<typeof faultWords>[0]));

it.each<[z.ZodType, unknown, string]>([
  [z.string().min(1), '', 'must not be empty'],
  [z.array(z.string()).min(1), [], 'must not be empty'],
  [z.string().min(8), 'abc', 'must have at least 8 characters'],
  [z.string().max(2), 'abc', 'must have at most 2 characters'],
  [z.array(z.string()).max(1), ['a', 'b'], 'must have at most 1 item'],
  [z.int().min(1), 0, 'must be at least 1'],
  [z.number().max(200), 201, 'must be at most 200'],
  [z.number().positive(), 0, 'must be more than 0'],
  [z.string(), undefined, 'is missing: it must be text'],
  [z.number(), '1', 'must be a number, not text'],
  [z.strictObject({}), [], 'must be an object, not a list'],
  [z.enum(['LOW', 'HIGH']), 'low', 'must be one of LOW, HIGH'],
  [z.string().min(1, 'say what it is for'), '', 'say what it is for'],
])('%#: says it plainly', (schema, value, words) => expect(wordsOf(schema, value)).toEqual([words]));
