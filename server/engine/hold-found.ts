import type { LadderPolicy } from '@/server/core/escalation/policy';
import type { HeadPatch, NewEvent, RunHead } from '@/server/core/run/head';
import { foundQuestion } from '@/server/core/secret/found-question';
import type { FoundText } from '@/server/core/secret/search-texts';
import type { Tx } from '@/server/infra/db/tx';
import { holdFound, readKnownWords } from '@/server/repositories/quarantine-repository';
import { openHolding } from './hold-dependents';
import { type AskedQuestion, openEscalation } from './open-escalation';

type Change = { patch: HeadPatch; events: NewEvent[] };
const NOTHING: Change = { patch: {}, events: [] };

/** Shorter words stand in too many others. */
const LEAST_WORD = 4;

/**
 * Secrets and personal data are kept back from the moment they are written: what waits for their task does not begin, and a person is asked.
 * What people brought in has no task (null): it is kept back, and nothing waits. Words that were released in this run before are not asked about
 * again. Under the run's gate; `seq` is that of the first event.
 */
export async function holdFoundSecrets(
  tx: Tx,
  head: RunHead,
  task: { node: number; key: string } | null,
  texts: readonly FoundText[],
  place: { seq: number; now: Date; policy: LadderPolicy },
): Promise<Change> {
  if (texts.every(({ found }) => found.length === 0)) return NOTHING;
  const { runId } = head;
  const known = await readKnownWords(tx, runId, task?.node ?? null);
  const questions = new Map<string | null, FoundText[]>();
  for (const text of texts) {
    const found = text.found.filter(({ word }) => !known.released.has(word));
    if (found.length === 0) continue;
    // The same words in another version are the same question.
    const asked = new Set(found.map(({ word }) => known.asked.get(word) ?? null));
    const question = asked.size === 1 ? ([...asked][0] ?? null) : null;
    questions.set(question, [...(questions.get(question) ?? []), { ...text, found }]);
  }
  const fresh = questions.get(null);
  questions.delete(null);
  for (const [escalationId, found] of questions) if (escalationId !== null) await hold(tx, runId, found, escalationId);
  if (!fresh) return NOTHING;
  const asked: AskedQuestion = {
    ...foundQuestion(fresh, task?.key ?? null),
    ...{ runId, node: task?.node ?? null, taskKey: task?.key ?? null, epoch: null, askedBy: 'engine' },
    ...{ type: 'sensitive_data', subject: 'hold', priority: 'HIGH' },
  };
  const opened = task ? await openHolding(tx, head, asked, [task.node], place) : { ...(await openEscalation(tx, asked, place)), patch: {} };
  await hold(tx, runId, fresh, opened.escalationId);
  return { patch: opened.patch, events: [opened.event] };
}

async function hold(tx: Tx, runId: string, texts: readonly FoundText[], escalationId: string): Promise<void> {
  const artifacts = texts.flatMap(({ artifact, found }) =>
    artifact ? [{ artifactId: artifact.id, findings: found.map(({ finding }) => finding) }] : [],
  );
  const words = texts.flatMap(({ found }) => found.flatMap(({ word }) => (word.length >= LEAST_WORD ? [word] : [])));
  await holdFound(tx, runId, { artifacts, words }, escalationId);
}
