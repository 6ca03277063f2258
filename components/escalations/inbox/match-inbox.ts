import type { InboxRow } from './arrange-inbox';
import type { InboxQuery } from './inbox-query';

const isSnoozed = ({ snoozedUntil }: InboxRow, nowMs: number): boolean => snoozedUntil !== null && Date.parse(snoozedUntil) > nowMs;

/** Whether a row is looked for. What somebody put off is out of sight until then, unless that is what is looked for. */
export function matchesInbox(row: InboxRow, { q, type, priority, show }: InboxQuery, me: string | null, nowMs: number): boolean {
  if (isSnoozed(row, nowMs) !== (show === 'snoozed')) return false;
  if (show === 'mine' && row.assignedTo !== me) return false;
  if (show === 'people' && row.tier !== 'HUMAN') return false;
  if (type !== null && row.type !== type) return false;
  if (priority !== null && row.priority !== priority.toUpperCase()) return false;
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const text = [row.title, row.description, row.runGoal, row.taskKey, row.type, row.askedBy, row.assignedTo].join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}
