import type { EscalationView } from '@/lib/contracts/escalation';
import { plural } from '@/lib/format/count';
import { isHighRisk } from '../escalation-words';

export type InboxRow = EscalationView;

const SECTIONS = ['high', 'money', 'questions', 'approvals', 'failures', 'agents'] as const;
type SectionId = (typeof SECTIONS)[number];

const LABELS: Record<SectionId, string> = {
  high: 'High risk',
  money: 'Money',
  questions: 'Questions',
  approvals: 'Approvals',
  failures: 'Failures',
  agents: 'Agents are asked first',
};

export interface InboxSection {
  id: SectionId;
  label: string;
  /** What all of it holds up. */
  aside: string;
  rows: InboxRow[];
}

const PRIORITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;

function sectionOf(row: InboxRow): SectionId {
  if (row.tier !== 'HUMAN') return 'agents';
  if (isHighRisk(row)) return 'high';
  switch (row.type) {
    case 'budget_override':
      return 'money';
    case 'ambiguous_requirement':
      return 'questions';
    case 'error_resolution':
      return 'failures';
    default:
      return 'approvals';
  }
}

const deadlineOf = ({ deadlineAt }: InboxRow): number => (deadlineAt === null ? Number.POSITIVE_INFINITY : Date.parse(deadlineAt));
const difference = (a: number, b: number): number => (a === b ? 0 : a - b);

/** Risk, then what ends first, then how much waits behind it, then who has waited longest. */
function byWhatMatters(a: InboxRow, b: InboxRow): number {
  return (
    PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority) ||
    difference(deadlineOf(a), deadlineOf(b)) ||
    b.blocks - a.blocks ||
    a.id.localeCompare(b.id)
  );
}

/** Those that are alike stand together, where the first of them belongs. */
function alikeTogether(sorted: readonly InboxRow[]): InboxRow[] {
  const groups = new Map<string, InboxRow[]>();
  for (const row of sorted) {
    const group = groups.get(row.fingerprint);
    if (group) group.push(row);
    else groups.set(row.fingerprint, [row]);
  }
  return [...groups.values()].flat();
}

function asideOf(rows: readonly InboxRow[]): string {
  const blocked = rows.reduce((sum, { blocks }) => sum + blocks, 0);
  if (blocked > 0) return `blocks ${plural(blocked, 'task')}`;
  const paused = rows.filter(({ subject }) => subject === 'budget').length;
  return paused > 0 ? `${plural(paused, 'run')} paused` : '';
}

/** The inbox in the order in which it should be read. */
export function arrangeInbox(rows: readonly InboxRow[]): InboxSection[] {
  return SECTIONS.flatMap((id) => {
    const own = alikeTogether(rows.filter((row) => sectionOf(row) === id).sort(byWhatMatters));
    return own.length > 0 ? [{ id, label: LABELS[id], aside: asideOf(own), rows: own }] : [];
  });
}
