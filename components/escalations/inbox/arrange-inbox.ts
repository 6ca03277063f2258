import type { InboxItem } from '@/lib/contracts/escalation-inbox';
import { isHighRisk } from '@/lib/escalation/is-high-risk';
import { plural } from '@/lib/format/count';

const SECTIONS = ['high', 'money', 'questions', 'approvals', 'failures', 'asks', 'agents'] as const;
type SectionId = (typeof SECTIONS)[number];

const LABELS: Record<SectionId, string> = {
  high: 'High risk',
  money: 'Money',
  questions: 'Questions',
  approvals: 'Approvals',
  failures: 'Failures',
  asks: 'Calls and edits of agents',
  agents: 'Agents are asked first',
};

export interface InboxSection {
  id: SectionId;
  label: string;
  /** What all of it holds up. */
  aside: string;
  rows: InboxItem[];
}

function sectionOf(row: InboxItem): SectionId {
  if (row.tier !== 'HUMAN') return 'agents';
  if (isHighRisk(row)) return 'high';
  switch (row.type) {
    case 'budget_override':
      return 'money';
    case 'ambiguous_requirement':
      return 'questions';
    case 'error_resolution':
      return 'failures';
    case 'tool_call':
    case 'proposed_edit':
      return 'asks';
    default:
      return 'approvals';
  }
}

/** Those that are alike stand together, where the first of them belongs. */
function alikeTogether(rows: readonly InboxItem[]): InboxItem[] {
  const groups = new Map<string, InboxItem[]>();
  for (const row of rows) {
    const group = groups.get(row.fingerprint);
    if (group) group.push(row);
    else groups.set(row.fingerprint, [row]);
  }
  return [...groups.values()].flat();
}

function asideOf(rows: readonly InboxItem[]): string {
  const blocked = rows.reduce((sum, { blocks }) => sum + blocks, 0);
  if (blocked > 0) return `blocks ${plural(blocked, 'task')}`;
  const asking = rows.filter((row) => row.kind === 'escalation' && row.subject === 'budget').length;
  return asking > 0 ? plural(asking, 'request') : '';
}

/** Rows, what matters first, under their headings. */
export function arrangeInbox(rows: readonly InboxItem[]): InboxSection[] {
  return SECTIONS.flatMap((id) => {
    const own = alikeTogether(rows.filter((row) => sectionOf(row) === id));
    return own.length > 0 ? [{ id, label: LABELS[id], aside: asideOf(own), rows: own }] : [];
  });
}

/** `rows` with those that have left them, each behind the one that it stood behind before. */
export function keepInPlace<Row extends { id: string }>(before: readonly Row[], rows: readonly Row[], kept: ReadonlySet<string>): Row[] {
  const merged = [...rows];
  const present = new Set(rows.map(({ id }) => id));
  for (const [index, row] of before.entries()) {
    if (!kept.has(row.id) || present.has(row.id)) continue;
    const neighbour = before.slice(0, index).findLast(({ id }) => present.has(id));
    merged.splice(neighbour ? merged.findIndex(({ id }) => id === neighbour.id) + 1 : 0, 0, row);
    present.add(row.id);
  }
  return merged;
}
