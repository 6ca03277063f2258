import type { InboxCounts, InboxItem, InboxPage, ReadInbox } from '@/lib/contracts/escalation-inbox';
import type { Caller } from '@/server/core/access/caller';
import { emailOf, refusalOf } from '@/server/core/escalation/may-decide';
import { compareUrgency } from '@/server/core/escalation/urgency';
import type { Database, Tx } from '@/server/infra/db/tx';
import { readDatabaseTime } from '@/server/repositories/clock-repository';
import { type EscalationRowView, readOpenEscalations, tallyOpenEscalations } from '@/server/repositories/escalation-view-repository';
import { inSnapshot } from '@/server/repositories/in-snapshot';

const SNOOZED = { hide: false, only: true, show: null } as const;

/** `me`, `nobody` or an e-mail, as rows hold it. Undefined: whoever. A program is nobody's `me`. */
export function assigneeOf(assignedTo: string | undefined, caller: Caller | undefined): string | null | undefined {
  if (assignedTo === undefined) return undefined;
  if (assignedTo === 'me') return caller && (emailOf(caller) ?? caller.name);
  return assignedTo === 'nobody' ? null : assignedTo.toLowerCase();
}

/** What waits, what matters first; grouped by what is alike. From one snapshot, so that the counts fit the list. */
export function readInbox(db: Database, input: ReadInbox, caller: Caller): Promise<InboxPage> {
  const { snoozed, assignedTo, ...filter } = input;
  return inSnapshot(db, async (tx) => {
    const now = await readDatabaseTime(tx);
    const { rows, total } = await readOpenEscalations(tx, {
      ...filter,
      assignedTo: assigneeOf(assignedTo, caller),
      snoozed: SNOOZED[snoozed],
    });
    const groups = groupsOf(rows.sort(compareUrgency(now)));
    const alike = new Map(groups.map((group) => [group.fingerprint, group.ids.length]));
    const items = rows.map(({ delegated, ...row }): InboxItem => {
      const refusal = refusalOf(caller, { ...row, delegated }, 'approve');
      return { ...row, alike: alike.get(row.fingerprint) ?? 1, cannotDecide: refusal?.message ?? null };
    });
    return {
      ...{ items, total, groups: groups.filter(({ ids }) => ids.length > 1) },
      ...{ counts: await countInbox(tx, caller), now: now.toISOString() },
    };
  });
}

/** In the order of the rows. */
function groupsOf(rows: readonly EscalationRowView[]): InboxPage['groups'] {
  const groups = new Map<string, InboxPage['groups'][number]>();
  for (const { fingerprint, type, title, id, blocks } of rows) {
    const group = groups.get(fingerprint) ?? { fingerprint, type, title, ids: [], blocks: 0 };
    groups.set(fingerprint, { ...group, ids: [...group.ids, id], blocks: group.blocks + blocks });
  }
  return [...groups.values()];
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
  return counts;
}
