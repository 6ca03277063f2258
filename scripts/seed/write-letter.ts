import type { ExecutionContext } from '@/lib/contracts/dead-letter';
import type { Failure } from '@/lib/contracts/task';
import { ROLE_DEFINITIONS } from '@/server/core/agent/role-definitions';
import { fingerprintOf, incidentTitle } from '@/server/core/dead-letter/fingerprint';
import { letterContext } from '@/server/core/dead-letter/letter-context';
import { seedId } from './seed-id';
import { iso, type Telling, type ToldTask, WORKER } from './telling';

const ENDPOINT = 'http://127.0.0.1/v1';

/** The dead letter of a task that failed for good, behind its event, and its cause. */
export function writeLetter(told: Telling, at: number, task: ToldTask, failure: Failure): void {
  const { story } = task;
  const own = { runId: told.runId, taskKey: story.key, taskTitle: story.title };
  const fingerprint = fingerprintOf(failure, own);
  const { place, code, httpStatus } = failure;
  if (told.rows.incidents.every((row) => row.fingerprint !== fingerprint)) {
    const title = incidentTitle(failure, own);
    told.rows.incidents.push({ fingerprint, title, place, code, http_status: httpStatus, first_seen_at: iso(at) });
  }
  told.rows.dead_letters.push({
    id: seedId(at, told.random),
    run_id: told.runId,
    node: task.node,
    task_key: story.key,
    epoch: task.epoch,
    fingerprint,
    status: 'pending',
    error_message: failure.message,
    stack_trace: failure.stack,
    failure,
    context: contextOf(told, task, failure),
    replay_count: 0,
    regressed: false,
    created_at: iso(at),
    created_seq: told.seq,
  });
}

function contextOf(told: Telling, task: ToldTask, failure: Failure): ExecutionContext {
  const { role, title } = task.story;
  const prompt = `${title}. It serves the goal: ${told.story.goal}`;
  const keyOf = (node: unknown): string | null => told.tasks.find((one) => one.node === node)?.story.key ?? null;
  const facts = {
    attempt: task.attempt,
    settings: {
      role,
      tier: ROLE_DEFINITIONS[role].tier,
      prompt,
      input: null,
      maxAttempts: 3,
      timeoutSeconds: 900,
      sideEffects: 'none',
    },
    worker: { id: WORKER, hostname: 'night-shift-1', pid: 4242 },
    graphVersion: 1,
    agentVersion: null,
    artifacts: told.rows.artifacts
      .filter((row) => row.node === null || task.dependsOn.includes(Number(row.node)))
      .map((row) => ({
        id: String(row.id),
        name: String(row.name),
        type: String(row.type),
        version: 1,
        bytes: Number(row.bytes),
        taskKey: keyOf(row.node),
      })),
  };
  if (failure.place !== 'model') return letterContext(facts, null);
  const messages = [
    { role: 'system', content: ROLE_DEFINITIONS[role].prompt },
    { role: 'user', content: `# Goal\n\n${told.story.goal}\n\n# Your task\n\n${title}` },
  ];
  return letterContext(facts, {
    request: { model: 'offline', endpoint: ENDPOINT, conversation: 1, messages },
    response: {
      httpStatus: failure.httpStatus,
      body: JSON.stringify({ error: { message: failure.message, code: failure.code } }),
    },
  });
}
