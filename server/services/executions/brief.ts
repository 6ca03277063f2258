import type { Tier } from '@/lib/contracts/task';
import { fillOutputs, outputReferences } from '@/lib/graph/output-references';
import type { ClaimedTask, Material, TaskBriefing } from '@/server/core/ports/task-runner';
import { maskDeep } from '@/server/core/secret/mask-found';
import type { Tx } from '@/server/infra/db/tx';
import { readMaterials } from '@/server/repositories/artifact-repository';
import { readConversation } from '@/server/repositories/conversation-repository';
import { readDefinitions } from '@/server/repositories/definition-repository';
import { readOutputs } from '@/server/repositories/outputs-repository';
import { readHeldWords } from '@/server/repositories/quarantine-repository';
import { readWorksBehind } from '@/server/repositories/works-behind-repository';

interface BriefRow {
  key: string;
  title: string;
  role: string;
  tier: Tier;
  prompt: string;
  artifact_type: string | null;
  max_attempts: number;
  timeout_seconds: number;
  depends_on: number[];
  attempt: number;
  conversation: number;
  goal: string;
  definition_hash: string;
  budgeted: boolean;
  planned: boolean;
  outputs: Record<string, unknown> | null;
  input: string | null;
  kind: TaskBriefing['kind'];
  gate: TaskBriefing['gate'];
  branch: TaskBriefing['branch'];
  revision: TaskBriefing['revision'];
  /** It depends on a gate or a branch, which writes nothing. */
  through: boolean;
  /** Something in its run is kept back, or was. */
  quarantine: boolean;
}

const BRIEF = `
SELECT s.key, s.title, s.role, s.tier, s.prompt, s.artifact_type, s.max_attempts, s.timeout_seconds, s.depends_on, s.outputs, s.input, s.kind, s.gate, s.branch, s.revision, t.attempt, t.conversation,
  r.goal, r.definition_hash, h.budget_micro IS NOT NULL AS budgeted, h.planned,
  EXISTS (SELECT FROM task_specs d WHERE d.run_id = s.run_id AND d.node = ANY (s.depends_on) AND d.kind <> 'agent') AS through,
  EXISTS (SELECT FROM quarantined_words q WHERE q.run_id = t.run_id) AS quarantine
FROM tasks t JOIN task_specs s ON s.run_id = t.run_id AND s.node = t.node JOIN runs r ON r.id = t.run_id JOIN run_heads h ON h.run_id = t.run_id
WHERE t.run_id = $1 AND t.node = $2 AND t.epoch = $3`;

/** Everything an execution starts from. Null: the claim is stale. */
export async function briefTask(tx: Tx, task: ClaimedTask): Promise<TaskBriefing | null> {
  const [row] = await tx.query<BriefRow>({ name: 'brief', text: BRIEF, values: [task.runId, task.node, task.epoch] });
  if (!row) return null;
  // A branch reads what its condition names, and no contents.
  const readsMaterials = row.kind !== 'branch';
  const works = row.through && readsMaterials ? await readWorksBehind(tx, task.runId, row.depends_on) : row.depends_on;
  const materials = readsMaterials ? await readMaterials(tx, task.runId, works) : [];
  const own = row.revision && row.kind === 'agent' ? await readMaterials(tx, task.runId, [task.node]) : [];
  const definitions = await readDefinitions(tx, row.definition_hash);
  const filledFrom = [...new Set(outputReferences(row.prompt).map((reference) => reference.key))];
  const outputs = filledFrom.length > 0 ? await readOutputs(tx, task.runId, filledFrom) : new Map<string, Record<string, unknown>>();
  const conversation = row.conversation > 0 ? await readConversation(tx, task, row.conversation) : null;
  const words = row.quarantine ? await readHeldWords(tx, task.runId) : [];
  const briefing: TaskBriefing = {
    runId: task.runId,
    node: task.node,
    key: row.key,
    title: row.title,
    ...{ kind: row.kind, gate: row.gate, branch: row.branch, revision: row.revision },
    previous: own.filter(({ taskKey }) => taskKey === row.key).map(toMaterial),
    role: row.role,
    definition: definitions?.[row.role],
    tier: row.tier,
    prompt: filledFrom.length > 0 ? fillOutputs(row.prompt, (key) => outputs.get(key)) : row.prompt,
    filledFrom,
    input: row.input,
    outputsSchema: row.outputs,
    artifactType: row.artifact_type,
    maxAttempts: row.max_attempts,
    timeoutSeconds: row.timeout_seconds,
    attempt: row.attempt,
    goal: row.goal,
    budgeted: row.budgeted,
    planner: row.role === 'planner' && !row.planned,
    materials: materials.map(toMaterial),
    conversation,
  };
  // What is kept back is kept back from other agents too, whoever has quoted it; what this one said before is its own.
  return words.length === 0 ? briefing : { ...maskDeep(briefing, words), conversation };
}

export function toMaterial(artifact: Omit<Material, 'artifactId'> & { id: string }): Material {
  const { id, taskKey, name, type, version, metadata, content } = artifact;
  return { artifactId: id, taskKey, name, type, version, metadata, content };
}
