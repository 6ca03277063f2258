import { checkCondition } from '@/lib/condition/parse-condition';
import type { Read } from './typed-value';

/** A condition as typed, or what is wrong with it and where. */
export function readCondition(text: string, optional: boolean): Read<string | null> {
  if (optional && text.trim() === '') return { ok: true, value: null };
  const check = checkCondition(text);
  if (check.ok) return { ok: true, value: text };
  const { message, line, column } = check.problem;
  const words = message.charAt(0).toUpperCase() + message.slice(1);
  const place = text.trim() === '' ? '' : text.includes('\n') ? ` (line ${line}, character ${column})` : ` (character ${column})`;
  return { ok: false, message: `${words}${place}` };
}
