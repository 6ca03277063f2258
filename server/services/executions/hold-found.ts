import type { QuarantineFinding } from '@/lib/contracts/artifact';
import type { ClaimedTask, StagedArtifact } from '@/server/core/ports/task-runner';
import type { HeadPatch, NewEvent, RunHead } from '@/server/core/run/head';
import { type FoundArtifact, foundQuestion } from '@/server/core/secret/found-question';
import { heldWords } from '@/server/core/secret/mask-found';
import { openHolding } from '@/server/engine/hold-dependents';
import type { Tx } from '@/server/infra/db/tx';
import type { WrittenArtifact } from '@/server/repositories/artifact-repository';
import { holdFound, readKnownWords, readTaskKey } from '@/server/repositories/quarantine-repository';
import type { ExecutionDeps } from './deps';

/** What was found in each artifact, in their order. Before the transaction: searching takes longer than a run's gate may be held. */
export async function searchArtifacts(deps: ExecutionDeps, artifacts: readonly StagedArtifact[]): Promise<QuarantineFinding[][]> {
  if (!deps.ladder.current().scanArtifacts) return artifacts.map(() => []);
  const found: QuarantineFinding[][] = [];
  for (const { content } of artifacts) found.push(await deps.scanner.scan(content));
  return found;
}

type Held = { patch: HeadPatch; events: NewEvent[] };

/**
 * Secrets and personal data are kept back from the moment they are written: what waits for their task does not begin, and a person is asked.
 * Words that were released in this run before are not asked about again. Under the run's gate; `seq` is that of the first event.
 */
export async function holdFoundSecrets(
  tx: Tx,
  head: RunHead,
  task: ClaimedTask,
  written: readonly WrittenArtifact[],
  given: readonly { content: string; findings: readonly QuarantineFinding[] }[],
  place: { seq: number; now: Date; deps: ExecutionDeps },
): Promise<Held> {
  if (given.every(({ findings }) => findings.length === 0)) return { patch: {}, events: [] };
  const known = await readKnownWords(tx, task.runId, task.node);
  const questions = new Map<string | null, FoundArtifact[]>();
  const wordsOf = new Map<string, string[]>();
  for (const [index, { content, findings }] of given.entries()) {
    const artifact = written[index];
    const wordOf = ({ start, end }: QuarantineFinding) => content.slice(start, end);
    if (artifact) wordsOf.set(artifact.id, heldWords(content, findings));
    const left = findings.filter((finding) => !known.released.has(wordOf(finding)));
    if (!artifact || left.length === 0) continue;
    // The same words in another version are the same question.
    const asked = new Set(left.map((finding) => known.asked.get(wordOf(finding)) ?? null));
    const question = asked.size === 1 ? ([...asked][0] ?? null) : null;
    const { id, name, type, version } = artifact;
    questions.set(question, [...(questions.get(question) ?? []), { id, name, type, version, findings: left }]);
  }
  const fresh = questions.get(null);
  let held: Held = { patch: {}, events: [] };
  if (fresh) {
    const taskKey = await readTaskKey(tx, task.runId, task.node);
    const asked = {
      ...foundQuestion(fresh, taskKey),
      ...{ runId: task.runId, node: task.node, taskKey, epoch: null, askedBy: 'engine' },
      ...({ type: 'sensitive_data', subject: 'hold', priority: 'HIGH' } as const),
    };
    const at = { seq: place.seq, now: place.now, policy: place.deps.ladder.current() };
    const opened = await openHolding(tx, head, asked, [task.node], at);
    questions.delete(null);
    questions.set(opened.escalationId, [...(questions.get(opened.escalationId) ?? []), ...fresh]);
    held = { patch: opened.patch, events: [opened.event] };
  }
  for (const [escalationId, found] of questions) {
    if (escalationId === null) continue;
    const artifacts = found.map(({ id, findings }) => ({ artifactId: id, findings }));
    await holdFound(tx, task.runId, { artifacts, words: found.flatMap(({ id }) => wordsOf.get(id) ?? []) }, escalationId);
  }
  return held;
}
