import type { AuditEntry } from '@/lib/contracts/audit';

const COLUMNS = ['id', 'at', 'actor', 'actorId', 'action', 'targetKind', 'targetId', 'targetName', 'before', 'after', 'reason'] as const;

export const CSV_HEADER = `${COLUMNS.join(',')}\r\n`;

/**
 * A cell that a spreadsheet would run as a formula is led by an apostrophe; one with a comma, a quote or a line break is quoted
 * (RFC 4180).
 */
export function csvCell(value: string): string {
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n\t]/.test(harmless) || harmless !== value ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

const json = (value: unknown): string => (value === null || value === undefined ? '' : JSON.stringify(value));

export function csvLine(entry: AuditEntry): string {
  const { id, at, actor, actorId, action, target, before, after, reason } = entry;
  const cells = [id, at, actor, actorId, action, target.kind, target.id, target.name ?? '', json(before), json(after), reason ?? ''];
  return `${cells.map(csvCell).join(',')}\r\n`;
}
