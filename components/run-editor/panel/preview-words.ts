import type { ConditionResult } from '@/lib/condition/types';
import { shortId } from '@/lib/format/short-id';

/** What a condition would have come to with one past state of what it looks at. */
export interface PastValue {
  /** "Tide API". */
  title: string;
  /** Of its artifact; null: it left none. */
  version: number | null;
  result: ConditionResult;
  /** Of another run: the task of this one has not written yet. */
  runId?: string;
}

export interface PreviewLine {
  outcome: 'true' | 'false' | 'undecided';
  words: string;
}

const VALUES = 4;
const LETTERS = 24;

/** "true for “Tide API” version 2 (84, 0)", then "false for version 1 (71, 1)": the task is named where it is another. */
export function previewLines(values: readonly PastValue[]): PreviewLine[] {
  return values.map(({ title, version, result, runId }, index) => {
    const named = values[index - 1]?.title === title && version !== null ? '' : `“${title}”`;
    const which = runId === undefined ? (version === null ? '' : `version ${version}`) : `run ${shortId(runId)}`;
    const where = [named, which].filter((part) => part !== '').join(runId === undefined ? ' ' : ' of ');
    if (!result.decided) return { outcome: 'undecided', words: `undecided for ${where}: ${result.reason}` };
    const evidence = Object.values(result.evidence).map(shortValue);
    const shown = evidence.length > VALUES ? [...evidence.slice(0, VALUES), '…'] : evidence;
    return {
      outcome: result.value ? 'true' : 'false',
      words: `${result.value} for ${where}${shown.length > 0 ? ` (${shown.join(', ')})` : ''}`,
    };
  });
}

function shortValue(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > LETTERS ? `${text.slice(0, LETTERS - 1)}…` : text;
}
