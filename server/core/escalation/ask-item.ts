import type { AskItem } from '@/lib/contracts/escalation-inbox';

/** A call that waits, or an edit that is proposed, as it is read. */
export interface Ask {
  kind: 'call' | 'edit';
  id: string;
  runId: string;
  runGoal: string;
  taskKey: string | null;
  taskTitle: string | null;
  askedBy: string;
  createdAt: Date;
  excerpt: string;
  /** Of a call. */
  question: 'approval' | 'outcome_unknown' | null;
  server: string | null;
  tool: string | null;
  hash: string | null;
  /** Of an edit. */
  operations: number | null;
  /** Tasks behind the one that waits for it; an edit holds nothing up. */
  blocks: number;
}

const MAX_TITLE = 200;

/** As the inbox shows it. Calls of one tool are alike, whoever makes them; no two edits are. */
export function askItemOf(ask: Ask, cannotDecide: string | null): AskItem {
  const { id, runId, runGoal, taskKey, askedBy, excerpt, blocks } = ask;
  const row = {
    ...{ id, runId, runGoal, taskKey, askedBy, excerpt, blocks, cannotDecide, alike: 1 },
    ...({ tier: 'HUMAN', deadlineAt: null, askedBack: null, assignedTo: null } as const),
    createdAt: ask.createdAt.toISOString(),
    title: titleOf(ask).slice(0, MAX_TITLE),
    fingerprint: ask.kind === 'call' ? `call:${ask.question}:${ask.server}:${ask.tool}:${ask.hash}` : `edit:${id}`,
  };
  if (ask.kind === 'edit') return { ...row, kind: 'edit', type: 'proposed_edit', priority: 'MEDIUM', operations: ask.operations ?? 0 };
  const question = ask.question ?? 'approval';
  // Nobody knows what it has done: whoever has it run again should have looked.
  return { ...row, kind: 'call', type: 'tool_call', priority: question === 'outcome_unknown' ? 'HIGH' : 'MEDIUM', question };
}

function titleOf({ kind, question, server, tool, taskTitle, taskKey, excerpt }: Ask): string {
  if (kind === 'edit') return excerpt.split('\n', 1)[0] ?? excerpt;
  const who = taskTitle ?? taskKey ?? 'an agent';
  return question === 'outcome_unknown' ? `Did ${tool} of ${server} happen? Asked by ${who}` : `${who} would call ${tool} of ${server}`;
}
