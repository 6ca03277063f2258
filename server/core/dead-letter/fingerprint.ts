import { createHash } from 'node:crypto';
import type { Failure } from '@/lib/contracts/task';

const FINGERPRINT_DIGITS = 32;
const MAX_TITLE_CHARS = 300;

/** Names of the one task or run that failed: they say nothing about the cause. */
export interface OwnNames {
  runId: string;
  taskKey: string;
  taskTitle: string;
}

const REPLACED: [RegExp, string][] = [
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g, '…'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '…'],
  // req_8Fh2…, chatcmpl-9xyz: a known kind of id, or a word of letters and digits that is too long for one.
  [/\b(?:req|request|call|chatcmpl|resp|msg|run|task|job|trace|span|session|org|proj|id)[_-](?=[\w-]*\d)[\w-]{3,}/gi, '…'],
  [/\b(?=[0-9a-z]*\d)(?=[0-9a-z]*[a-z])[0-9a-z]{14,}\b/gi, '…'],
  [/\b0x[0-9a-f]+\b/gi, '…'],
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,}\b/gi, '…'],
  // What stands in quotes and holds a digit is a name that somebody gave one thing.
  [/(["'`])(?:(?!\1)[^\n])*\d(?:(?!\1)[^\n])*\1/g, '$1…$1'],
  [/\d+(?:[.,:]\d+)*/g, '#'],
];

/** A message without what differs from one failure of the same cause to the next: ids, numbers, times, ports, the task's own names. */
export function normaliseMessage(message: string, own: OwnNames): string {
  let text = message;
  for (const name of [own.runId, own.taskTitle, own.taskKey]) {
    if (name.length >= 2) text = text.replace(new RegExp(`(?<![\\w])${escapeRegExp(name)}(?![\\w])`, 'gi'), '…');
  }
  for (const [pattern, replacement] of REPLACED) text = text.replace(pattern, replacement);
  return text.replace(/\s+/g, ' ').trim();
}

/** Of the error's class, its HTTP status, the message without ids and numbers, and the place: never of the task or run. */
export function fingerprintOf(failure: Pick<Failure, 'place' | 'code' | 'httpStatus' | 'message'>, own: OwnNames): string {
  const cause = [failure.place, failure.code, failure.httpStatus, normaliseMessage(failure.message, own).toLowerCase()];
  return createHash('sha256').update(JSON.stringify(cause)).digest('hex').slice(0, FINGERPRINT_DIGITS);
}

/** How people read the cause. The HTTP status stays: it belongs to the cause. */
export function incidentTitle(failure: Pick<Failure, 'httpStatus' | 'message'>, own: OwnNames): string {
  const status = failure.httpStatus === null ? null : String(failure.httpStatus);
  const at = status === null ? -1 : failure.message.search(new RegExp(`(?<!\\d)${status}(?!\\d)`));
  const title =
    status === null || at < 0
      ? normaliseMessage(failure.message, own)
      : [normaliseMessage(failure.message.slice(0, at), own), status, normaliseMessage(failure.message.slice(at + status.length), own)]
          .join(' ')
          .replace(/ ([:;,.)])/g, '$1')
          .trim();
  return title.length > MAX_TITLE_CHARS ? `${title.slice(0, MAX_TITLE_CHARS)}…` : title;
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
