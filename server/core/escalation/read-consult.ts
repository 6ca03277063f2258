import { z } from 'zod';
import { cleanText } from '../agent/clean-text';
import { parseJsonAnswer } from '../agent/parse-json-answer';

export const OPINIONS = ['approve', 'ask', 'pass'] as const;
/** What a judge comes to. */
export interface Opinion {
  decision: (typeof OPINIONS)[number];
  reason: string;
  /** Of one that asks. */
  question: string | null;
}
export type Reading<T> = { ok: true; value: T } | { ok: false; problem: string };

const MAX_CHARS = 4_000;

/** Clean, since an escape within the JSON (`\u0000`) may stand for what cannot be stored. */
const words = z
  .string()
  .transform((text) => cleanText(text).trim())
  .transform((text) => (text.length <= MAX_CHARS ? text : `${text.slice(0, MAX_CHARS - 1)}…`));

const opinionSchema = z
  .object({
    decision: z
      .string()
      .transform((word) => word.trim().toLowerCase())
      .pipe(z.enum(OPINIONS, { error: 'must be "approve", "ask" or "pass"' })),
    reason: words.refine((text) => text !== '', { error: 'must say why' }),
    question: words.nullish().transform((text) => text || null),
  })
  .refine(({ decision, question }) => decision !== 'ask' || question !== null, { path: ['question'], error: 'must say what is asked' });

const answerSchema = z.object({ answer: words.refine((text) => text !== '', { error: 'must not be empty' }) });

/** A judge's answer. What cannot be read is no opinion: least of all an approval. */
export const readOpinion = (text: string): Reading<Opinion> => readAs(opinionSchema, text);

/** What an agent answers that is asked back; plain words do. */
export function readAnswer(text: string): Reading<{ answer: string }> {
  const read = readAs(answerSchema, text);
  if (read.ok || text.trim() === '' || text.trim().startsWith('{')) return read;
  return { ok: true, value: { answer: words.parse(text) } };
}

function readAs<T>(schema: z.ZodType<T>, text: string): Reading<T> {
  const answer = parseJsonAnswer(text);
  if (!answer.ok) return answer;
  const parsed = schema.safeParse(answer.value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, problem: parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the answer'}: ${message}`).join('; ') };
}
