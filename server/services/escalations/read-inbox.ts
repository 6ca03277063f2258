import type { InboxCounts, InboxItem, InboxPage, ReadInbox } from '@/lib/contracts/escalation-inbox';
import type { Caller } from '@/server/core/access/caller';
import { askItemOf } from '@/server/core/escalation/ask-item';
import { emailOf, refusalOf } from '@/server/core/escalation/may-decide';
import { compareUrgency } from '@/server/core/escalation/urgency';
import type { Tx } from '@/server/infra/db/tx';
import { readDatabaseTime } from '@/server/repositories/clock-repository';
import { readOpenEscalations, tallyOpenEscalations } from '@/server/repositories/escalation-view-repository';
import { inSnapshot } from '@/server/repositories/in-snapshot';
import { type AskTally, readOpenAsks, tallyOpenAsks } from '@/server/repositories/inbox-ask-repository';
import type { EscalationsDeps } from './deps';

const SNOOZED = { hide: false, only: true, show: null } as const;

/** `me`, `nobody` or an e-mail, as rows hold it. Undefined: whoever. A program is nobody's `me`. */
export function assigneeOf(assignedTo: string | undefined, caller: Caller | undefined): string | null | undefined {
  if (assignedTo === undefined) return undefined;
  if (assignedTo === 'me') return caller && (emailOf(caller) ?? caller.name);
  return assignedTo === 'nobody' ? null : assignedTo.toLowerCase();
}

type Who = Pick<EscalationsDeps, 'db' | 'deciders' | 'editors'>;

/** What waits, what matters first; grouped by what is alike. From one snapshot, so that the counts fit the list. */
export function readInbox(deps: Who, input: ReadInbox, caller: Caller): Promise<InboxPage> {
  return inSnapshot(deps.db, async (tx) => {
    const now = await readDatabaseTime(tx);
    const escalations = await listEscalations(tx, input, caller);
    const asks = await listAsks(tx, deps, input, caller);
    const rows = [...escalations.items, ...asks.items].sort(compareUrgency(now)).slice(0, input.limit);
    const groups = groupsOf(rows);
    const alike = new Map(groups.map((group) => [group.fingerprint, group.ids.length]));
    const items = rows.map((row): InboxItem => ({ ...row, alike: alike.get(row.fingerprint) ?? 1 }));
    return {
      ...{ items, total: escalations.total + asks.total, groups: groups.filter(({ ids }) => ids.length > 1) },
      ...{ counts: await countInbox(tx, caller), now: now.toISOString() },
    };
  });
}

interface Part {
  items: InboxItem[];
  total: number;
}

async function listEscalations(tx: Tx, { snoozed, assignedTo, types, ...filter }: ReadInbox, caller: Caller): Promise<Part> {
  const { rows, total } = await readOpenEscalations(tx, {
    ...filter,
    types: types?.filter((type) => type !== 'tool_call' && type !== 'proposed_edit'),
    assignedTo: assigneeOf(assignedTo, caller),
    snoozed: SNOOZED[snoozed],
  });
  const items = rows.map(({ delegated, ...row }): InboxItem => {
    const refusal = refusalOf(caller, { ...row, delegated }, 'approve');
    return { ...row, kind: 'escalation', alike: 1, cannotDecide: refusal?.message ?? null };
  });
  return { items, total };
}

/** They are for people, given to nobody, and never put off. */
async function listAsks(tx: Tx, deps: Who, input: ReadInbox, caller: Caller): Promise<Part> {
  const { q, types, tiers, priorities, runId, assignedTo, snoozed, limit } = input;
  const fits = snoozed !== 'only' && (assignedTo === undefined || assignedTo === 'nobody') && (tiers?.includes('HUMAN') ?? true);
  const [calls, edits] = [types?.includes('tool_call') ?? true, types?.includes('proposed_edit') ?? true];
  if (!fits || !(calls || edits)) return { items: [], total: 0 };
  const { rows, total } = await readOpenAsks(tx, { q, calls, edits, priorities, runId, limit });
  const refusalOf = (kind: 'call' | 'edit'): string | null => {
    if (kind === 'call')
      return deps.deciders.includes(caller.role) ? null : `Your role is ${caller.role}: an approver or an administrator decides.`;
    return deps.editors.includes(caller.role) ? null : `Your role is ${caller.role}: an operator decides.`;
  };
  return { items: rows.map((row) => askItemOf(row, refusalOf(row.kind))), total };
}

/** In the order of the rows. */
function groupsOf(rows: readonly InboxItem[]): InboxPage['groups'] {
  const groups = new Map<string, InboxPage['groups'][number]>();
  for (const { fingerprint, type, title, id, blocks } of rows) {
    const group = groups.get(fingerprint) ?? { fingerprint, type, title, ids: [], blocks: 0 };
    groups.set(fingerprint, { ...group, ids: [...group.ids, id], blocks: group.blocks + blocks });
  }
  return [...groups.values()];
}

function addAsks(counts: InboxCounts, { calls, unknown, edits }: AskTally): void {
  const n = calls + edits;
  if (n === 0) return;
  counts.open += n;
  counts.people += n;
  counts.high += unknown;
  if (calls > 0) counts.byType.tool_call = calls;
  if (edits > 0) counts.byType.proposed_edit = edits;
  if (unknown > 0) counts.byPriority.HIGH = (counts.byPriority.HIGH ?? 0) + unknown;
  if (n > unknown) counts.byPriority.MEDIUM = (counts.byPriority.MEDIUM ?? 0) + n - unknown;
  counts.byTier.HUMAN = (counts.byTier.HUMAN ?? 0) + n;
}

/** Of everything open. */
async function countInbox(tx: Tx, caller: Caller): Promise<InboxCounts> {
  const counts: InboxCounts = {
    ...{ open: 0, people: 0, high: 0, soon: 0, mine: 0, askedBack: 0, snoozed: 0 },
    ...{ byType: {}, byPriority: {}, byTier: {} },
  };
  for (const { type, priority, tier, snoozed, n, soon, mine, askedBack } of await tallyOpenEscalations(
    tx,
    emailOf(caller) ?? caller.name,
  )) {
    if (snoozed) {
      counts.snoozed += n;
      continue;
    }
    counts.open += n;
    counts.soon += soon;
    counts.mine += mine;
    counts.askedBack += askedBack;
    counts.byType[type] = (counts.byType[type] ?? 0) + n;
    counts.byPriority[priority] = (counts.byPriority[priority] ?? 0) + n;
    counts.byTier[tier] = (counts.byTier[tier] ?? 0) + n;
    if (tier !== 'HUMAN') continue;
    counts.people += n;
    if (priority === 'HIGH' || priority === 'CRITICAL') counts.high += n;
  }
  addAsks(counts, await tallyOpenAsks(tx));
  return counts;
}
