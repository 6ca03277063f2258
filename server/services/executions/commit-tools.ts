import type { AgentQuestion } from '@/server/core/agent/agent-question';
import type { ClaimedTask, StagedArtifact, StagedProposal, ToolOutcome, Verdict } from '@/server/core/ports/task-runner';
import type { NewEvent, RunHead } from '@/server/core/run/head';
import { openQuestions } from '@/server/engine/agent-question';
import { holdTask, verdictOf } from '@/server/engine/fence';
import { holdFoundSecrets } from '@/server/engine/hold-found';
import { saveHead } from '@/server/engine/run-gate';
import type { Tx } from '@/server/infra/db/tx';
import { areWritten, insertArtifacts, type WrittenArtifact } from '@/server/repositories/artifact-repository';
import { finishToolCalls, startToolCall } from '@/server/repositories/conversation-repository';
import { writeOutputs } from '@/server/repositories/outputs-repository';
import { insertProposals } from '@/server/repositories/proposal-repository';
import { readTaskKey } from '@/server/repositories/quarantine-repository';
import type { ExecutionDeps } from './deps';
import { foundIn, searchWork } from './search-work';

export function markToolStarted(
  deps: ExecutionDeps,
  task: ClaimedTask,
  at: { conversation: number; turn: number; index: number },
): Promise<Verdict> {
  return deps.db.transaction(async (tx) => {
    const gate = await holdTask(tx, task);
    if (!gate.held) return gate.verdict;
    await startToolCall(tx, task, at);
    return verdictOf(gate.held.head);
  });
}

/** Tool outcomes and what the tools wrote, in one commit. */
export async function commitTools(
  deps: ExecutionDeps,
  task: ClaimedTask,
  at: { conversation: number; turn: number },
  outcomes: ToolOutcome[],
  artifacts: StagedArtifact[],
  outputs: Record<string, unknown> | null = null,
  proposals: readonly StagedProposal[] = [],
  questions: readonly AgentQuestion[] = [],
): Promise<{ verdict: Verdict; artifacts: WrittenArtifact[] }> {
  const found = await searchWork(deps, artifacts, outputs);
  const result = await deps.db.transaction(async (tx) => {
    const gate = await holdTask(tx, task);
    if (!gate.held) return { verdict: gate.verdict, artifacts: [], proposed: [], head: null };
    const { head, now } = gate.held;
    // Handed in again because the answer to the first time was lost: all of it stands already.
    const open = await finishToolCalls(tx, task, at, outcomes);
    const again = outcomes.length > 0 ? open === 0 : await areWritten(tx, task, at, artifacts);
    if (again) return { verdict: verdictOf(head), artifacts: [], proposed: [], head: null };
    const written = await writeArtifacts(tx, task, artifacts);
    if (outputs) await writeOutputs(tx, task, outputs);
    const proposed = await insertProposals(tx, task, proposals, now);
    const events = [...written.events, ...proposedEvents(task, proposed, proposals)];
    const place = { seq: head.lastSeq + events.length + 1, now, policy: deps.ladder.current() };
    const texts = foundIn(found, written.artifacts);
    const of = texts.length > 0 ? { node: task.node, key: await readTaskKey(tx, task.runId, task.node) } : null;
    const held = await holdFoundSecrets(tx, head, of, texts, place);
    const asked = await openQuestions(tx, { ...head, ...held.patch }, task, questions, {
      ...place,
      seq: place.seq + held.events.length,
    });
    const after = await saveHead(tx, head, {
      patch: { ...held.patch, ...asked.patch },
      events: [...events, ...held.events, ...asked.events],
      actor: deps.actor,
      now,
    });
    return { verdict: verdictOf(after), artifacts: written.artifacts, proposed, head: after };
  });
  if (result.head && artifacts.length + proposals.length + questions.length > 0) publish(deps, result.head);
  if (deps.editDesk?.decides() === 'policy') for (const id of result.proposed) await deps.editDesk.applyByPolicy(id);
  return { verdict: result.verdict, artifacts: result.artifacts };
}

function proposedEvents(task: ClaimedTask, ids: readonly string[], proposals: readonly StagedProposal[]): NewEvent[] {
  return proposals.flatMap(({ reason, operations }, index): NewEvent[] => {
    const proposalId = ids[index];
    return proposalId ? [{ type: 'edit.proposed', node: task.node, data: { proposalId, reason, operations } }] : [];
  });
}

/** Artifacts of a task with their events, under the run's gate. */
export async function writeArtifacts(
  tx: Tx,
  task: ClaimedTask,
  artifacts: StagedArtifact[],
): Promise<{ artifacts: WrittenArtifact[]; events: NewEvent[] }> {
  const written = await insertArtifacts(tx, task.runId, task.node, artifacts);
  const events = written.map(
    ({ id, name, type, version, bytes }): NewEvent => ({
      type: 'artifact.written',
      node: task.node,
      data: { artifactId: id, name, type, version, bytes },
    }),
  );
  return { artifacts: written, events };
}

function publish(deps: ExecutionDeps, head: RunHead): void {
  deps.bus.publish({ kind: 'run', runId: head.runId, seq: head.lastSeq });
}
