import type { ApprovalDecision } from '@/lib/contracts/approval';
import type { EditOperationInput } from '@/lib/contracts/edit';
import type { DecideEscalation } from '@/lib/contracts/escalation';
import type { AskItem } from '@/lib/contracts/escalation-inbox';
import type { useTRPCClient } from '@/lib/trpc/context';

/** What else may be said of a call or a proposed edit. */
interface AskExtra {
  /** Another answer than the plain one. */
  decision?: ApprovalDecision;
  /** JSON in the place of the arguments or operations. */
  amended?: string;
  /** What a call came to that has happened. */
  result?: string;
}

/** A decision without what it is about. */
export type InboxWord = Omit<DecideEscalation, 'escalationId'> & { ask?: AskExtra };

/** As much of one as its decision needs. */
export type Asked =
  | Pick<Extract<AskItem, { kind: 'call' }>, 'id' | 'kind' | 'question'>
  | Pick<Extract<AskItem, { kind: 'edit' }>, 'id' | 'kind'>;

const PLAIN = {
  approval: { APPROVED: 'allow', REJECTED: 'refuse' },
  outcome_unknown: { APPROVED: 'run_again', REJECTED: 'fail' },
} as const;

/** Sends the word about a call or a proposed edit to whom it belongs. */
export async function sendAsk(
  client: ReturnType<typeof useTRPCClient>,
  asked: Asked,
  { status, note, ask = {} }: InboxWord,
  options?: { context: Record<string, unknown> },
): Promise<void> {
  const yes = status !== 'REJECTED';
  const amended = yes ? ask.amended : undefined;
  if (asked.kind === 'edit') {
    const operations = amended === undefined ? {} : { operations: JSON.parse(amended) as EditOperationInput[] };
    const said = note ? { note } : {};
    await client.proposals.decide.mutate({ proposalId: asked.id, decision: yes ? 'apply' : 'refuse', ...said, ...operations }, options);
    return;
  }
  const decision = ask.decision ?? PLAIN[asked.question][yes ? 'APPROVED' : 'REJECTED'];
  const said = { ...(note ? { reason: note } : {}), ...(ask.result ? { result: ask.result } : {}) };
  const changed = amended === undefined ? {} : { arguments: amended };
  await client.approvals.decide.mutate({ approvalId: asked.id, decision, ...said, ...changed }, options);
}

/** What is wrong with JSON that a person writes, and in which line; null: nothing. */
export function jsonProblem(text: string): { line: number | null; path: string; message: string } | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Browsers name the place in words of their own.
    const line = /line (\d+)/.exec(message)?.[1];
    const position = /position (\d+)/.exec(message)?.[1];
    const at = line ? Number(line) : position ? text.slice(0, Number(position)).split('\n').length : null;
    return { line: at, path: '', message: `This is no JSON yet: ${message}` };
  }
}
