import type { Issue } from '@/lib/errors';

/** What a typed text comes to: a value, or what is wrong with it. */
export type Read<V> = { ok: true; value: V } | { ok: false; message: string };

export const good = <V>(value: V): Read<V> => ({ ok: true, value });
const bad = (message: string): { ok: false; message: string } => ({ ok: false, message });

export function readTitle(text: string): Read<string> {
  if (text.trim() === '') return bad('A task needs a title');
  return text.length > 200 ? bad(`200 characters at most; these are ${text.length}`) : good(text);
}

export const readPhase = (text: string): Read<string | null> => {
  if (text.trim() === '') return good(null);
  return text.length > 80 ? bad(`80 characters at most; these are ${text.length}`) : good(text);
};

export const readPrompt = (text: string): Read<string> => (text.trim() === '' ? bad('A task needs a prompt') : good(text));

export const readOptionalText = (text: string): Read<string | null> => good(text.trim() === '' ? null : text);

export function readArtifactType(text: string): Read<string | null> {
  const word = text.trim();
  if (word === '') return good(null);
  return /^[a-z][a-z0-9_]{0,39}$/.test(word) ? good(word) : bad('A lower-case word such as “code” or “test_report”');
}

export const readWhole =
  (least: number, most: number, unit = '') =>
  (text: string): Read<number> => {
    const digits = text.trim().replace('−', '-');
    const value = Number(digits);
    if (!/^-?\d+$/.test(digits) || value < least || value > most)
      return bad(`A whole number from ${least} to ${most.toLocaleString('en-US')}${unit}`);
    return good(value);
  };

/** JSON Schema of type "object", or nothing. */
export function readOutputs(text: string): Read<Record<string, unknown> | null> {
  if (text.trim() === '') return good(null);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return bad(`This is not JSON yet: ${error instanceof Error ? error.message : 'it cannot be read'}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !('type' in value) || value.type !== 'object')
    return bad('A JSON Schema whose "type" is "object"');
  return good({ ...value });
}

/** The first thing that is wrong, for the line under a field. */
export const firstMessage = (issues: readonly Issue[]): string | null => {
  const message = issues[0]?.message;
  return message ? message.charAt(0).toUpperCase() + message.slice(1) : null;
};
