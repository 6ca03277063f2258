import { editRunSchema } from '@/lib/contracts/edit';
import type { DecideEscalation, EscalationView } from '@/lib/contracts/escalation';
import { AppError, invalidInput } from '@/lib/errors';
import type { Caller } from '@/server/core/access/caller';
import { conditionOperations } from '@/server/core/escalation/condition-tasks';
import { checkWord, Moved, movedTooFast, weighWord } from '@/server/core/escalation/weigh-word';
import type { RunHead } from '@/server/core/run/head';
import { type EscalationRow, findEscalation } from '@/server/repositories/escalation-repository';
import { readConditionKeys, readVotes } from '@/server/repositories/escalation-vote-repository';
import { readEditHead } from '@/server/repositories/graph-edit-repository';
import { claimKey, completeKey, findAnswer, type IdempotentCall } from '@/server/repositories/idempotency-repository';
import { applyWord, refuseWord, type Word } from './apply-word';
import type { EscalationsDeps } from './deps';
import { getEscalation, noSuchEscalation } from './get-escalation';

/** How often a word is weighed again because others have spoken, or the graph has changed, meanwhile. */
const ATTEMPTS = 5;

/**
 * Decides under its run's gate: the first valid decision wins. Where several have to approve, a word is kept until they have; one rejection
 * decides. Conditions become tasks and gates of the run in the same transaction. In a paused run what follows waits for the resume.
 * @throws not_found, invalid_input (conditions, action), forbidden (their own question, another group), conflict (decided, void, its run has
 * ended, or their word is given)
 */
export async function decideEscalation(
  deps: EscalationsDeps,
  input: DecideEscalation,
  caller: Caller,
  idempotency: { key: string; bodyHash: string } | null = null,
): Promise<EscalationView> {
  checkWord(input);
  const known = await findEscalation(deps.db, input.escalationId);
  if (!known) throw noSuchEscalation();
  const route = 'POST /api/v1/escalations/{escalationId}/decide';
  const call = idempotency && { principal: `${caller.kind}:${caller.id}`, route, ...idempotency };
  for (let attempt = 1; ; attempt += 1) {
    try {
      await speak(deps, known, input, caller, call);
      return await getEscalation(deps.db, known.id);
    } catch (error) {
      const again = error instanceof Moved || (error instanceof AppError && error.code === 'stale_version');
      if (!again) throw error;
      if (attempt === ATTEMPTS) throw movedTooFast();
    }
  }
}

async function speak(
  deps: EscalationsDeps,
  { id, runId }: { id: string; runId: string },
  input: DecideEscalation,
  caller: Caller,
  call: IdempotentCall | null,
): Promise<void> {
  const { db, bus } = deps;
  if (call && (await findAnswer(db, call))) return;
  const asked = await findEscalation(db, id);
  const run = await readEditHead(db, runId);
  if (!asked || !run) throw noSuchEscalation();
  const votes = await readVotes(db, id);
  const expected = weighWord(asked, votes, input);
  const word: Word = { escalationId: id, input, caller, policy: deps.ladder.current(), expected };
  const isDone = { seq: null as number | null };
  const write = async (tx: Parameters<typeof applyWord>[0]): Promise<void> => {
    if (call && !(await claimKey(tx, call)).fresh) throw new Repeated();
    isDone.seq = await applyWord(tx, runId, word);
    if (call) await completeKey(tx, { ...call, status: 200, response: { id } });
  };
  try {
    if (expected.settles === 'APPROVED_WITH_CONDITIONS') {
      refuseWord(asked, votes, run, word);
      refuseConditions(run);
      await editWith(deps, asked, word, write);
    } else await db.transaction(write);
  } catch (error) {
    if (!(error instanceof Repeated)) throw error;
  }
  if (isDone.seq === null) return;
  bus.publish({ kind: 'run', runId, seq: isDone.seq });
  bus.publish({ kind: 'ready' });
}

/** @throws conflict */
function refuseConditions({ status, planned }: Pick<RunHead, 'status' | 'planned'>): void {
  const isOver = status === 'SUCCEEDED' || status === 'CANCELLED';
  if (planned && !isOver) return;
  const why = isOver ? `The run has ended (${status})` : 'The run has no plan yet';
  throw new AppError('conflict', `${why}: nothing can be added to it. Approve without conditions, or reject.`);
}

/** The one before it was lost on the way: nothing is to be written. */
class Repeated extends Error {}

/** The conditions go into the graph first, so that what the approval sets free finds them there. A run that has FAILED goes on with them. */
async function editWith(
  deps: EscalationsDeps,
  asked: EscalationRow,
  { expected, policy, caller }: Word,
  write: (tx: Parameters<typeof applyWord>[0]) => Promise<void>,
): Promise<void> {
  const { runId } = asked;
  const { version: baseVersion, tasks } = await deps.edits.graph(runId);
  const takenKeys = await readConditionKeys(deps.db, runId);
  const { leadRole } = policy.types[asked.type];
  const operations = conditionOperations(asked, expected.conditions, { tasks, takenKeys, leadRole });
  const reason = `Conditions of an approval: ${asked.title}`;
  try {
    await deps.edits.apply(editRunSchema.parse({ runId, baseVersion, reason, operations }), caller, null, {
      revives: true,
      alongside: async (tx) => {
        await write(tx);
        return [];
      },
    });
  } catch (error) {
    // Faults of the operations are ours to name: nobody sent them.
    const isTheirs = error instanceof AppError && error.code === 'invalid_input' && error.message.startsWith('operations');
    if (!isTheirs) throw error;
    throw invalidInput('conditions', `cannot become tasks of this run: ${error.issues.map(({ message }) => message).join('; ')}`);
  }
}
