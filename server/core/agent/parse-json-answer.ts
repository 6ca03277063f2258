import { jsonrepair } from 'jsonrepair';

export type JsonAnswer = { ok: true; value: unknown } | { ok: false; problem: string };

/** How much prose a repair may turn into a "value" before it is no answer at all: a repaired answer must be an object or a list. */
const isContainer = (value: unknown): boolean => typeof value === 'object' && value !== null;

/**
 * The JSON value in an answer: as it is, inside a code fence, after a model's thoughts, between sentences, or with small
 * faults of syntax repaired. A repair never makes a value out of prose.
 */
export function parseJsonAnswer(text: string): JsonAnswer {
  const candidates = candidatesIn(text);
  for (const candidate of candidates) {
    const value = tryParse(candidate);
    if (value !== undefined) return { ok: true, value };
  }
  for (const candidate of candidates) {
    if (!/^[{[]/.test(candidate)) continue;
    const value = tryRepair(candidate);
    if (isContainer(value)) return { ok: true, value };
  }
  return { ok: false, problem: problemOf(text) };
}

function candidatesIn(text: string): string[] {
  const spoken = text.replace(/<think>[\s\S]*?<\/think>/g, '').trim();
  const fences = [...spoken.matchAll(/```[a-zA-Z]*\s*\n([\s\S]*?)(?:```|$)/g)].map((match) => (match[1] ?? '').trim());
  const start = spoken.search(/[{[]/);
  const end = Math.max(spoken.lastIndexOf('}'), spoken.lastIndexOf(']'));
  const between = start >= 0 && end > start ? [spoken.slice(start, end + 1)] : [];
  const open = start >= 0 ? [spoken.slice(start)] : [];
  return [spoken, ...fences, ...between, ...open].filter((candidate) => candidate !== '');
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tryRepair(text: string): unknown {
  try {
    return tryParse(jsonrepair(text));
  } catch {
    return undefined;
  }
}

function problemOf(text: string): string {
  if (text.trim() === '') return 'the answer is empty';
  if (!/[{[]/.test(text)) return 'the answer holds no JSON value';
  try {
    JSON.parse(text);
    return 'the answer is not an object or a list';
  } catch (error) {
    return `the answer is not valid JSON: ${error instanceof Error ? error.message : 'unreadable'}`;
  }
}
