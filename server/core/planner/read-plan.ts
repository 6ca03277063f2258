import { z } from 'zod';
import { conditionFault } from '@/lib/condition/condition-fault';
import { GATE_TYPES, type TaskDraft, taskDraftSchema } from '@/lib/contracts/task';
import { agentTaskIssues } from '@/lib/graph/agent-task-issues';
import { buildGraph } from '@/lib/graph/build-graph';
import { roleOfDraft } from '@/lib/graph/task-defaults';
import { parseJsonAnswer } from '../agent/parse-json-answer';

const MAX_PLANNED_TASKS = 200;
const MAX_SHOWN_ERRORS = 12;

export type PlanReading = { ok: true; plan: { tasks: TaskDraft[] } } | { ok: false; errors: string[] };

const planSchema = z.object({ tasks: z.array(taskDraftSchema).min(1).max(MAX_PLANNED_TASKS) });

/** Reads a planner's answer. Errors name the faulty field and are worded so that the model can repair its plan. */
export function readPlan(text: string, plannerKey: string): PlanReading {
  const answer = parseJsonAnswer(text);
  if (!answer.ok) return { ok: false, errors: [answer.problem] };
  const parsed = planSchema.safeParse(tolerant(answer.value));
  if (!parsed.success) return refused(parsed.error.issues.map((issue) => `${issue.path.join('.') || 'plan'}: ${issue.message}`));
  const { tasks } = parsed.data;
  const errors = tasks.flatMap((task, index) => planErrors(task, `tasks.${index}`));
  const graph = buildGraph(tasks, { firstNode: 1, known: new Map([[plannerKey, 0]]) });
  if (!graph.ok) errors.push(...graph.issues.map((issue) => `${issue.path}: ${issue.message}`));
  return errors.length > 0 ? refused(errors) : { ok: true, plan: { tasks } };
}

function planErrors(task: TaskDraft, path: string): string[] {
  const errors: string[] = [];
  if (task.role === 'planner') errors.push(`${path}.role: a plan cannot hold another planner`);
  if (task.kind === 'branch') errors.push(`${path}.kind: only "agent" and "gate" can be planned`);
  if (task.kind === 'gate') {
    if (task.dependsOn.length === 0) errors.push(`${path}.dependsOn: a gate needs what it judges`);
    return [...errors, ...agentTaskIssues(task, path, conditionFault).map((issue) => `${issue.path}: ${issue.message}`)];
  }
  if (task.gate !== undefined) errors.push(`${path}.gate: only a task of kind "gate" has it`);
  if (task.role === undefined) errors.push(`${path}.role: is missing`);
  if (task.prompt === undefined) errors.push(`${path}.prompt: is missing`);
  return errors;
}

function refused(errors: string[]): PlanReading {
  const more = errors.length - MAX_SHOWN_ERRORS;
  return { ok: false, errors: more > 0 ? [...errors.slice(0, MAX_SHOWN_ERRORS), `and ${more} more of the kind`] : errors };
}

const SNAKE_NAMES: Record<string, string> = {
  id: 'key',
  name: 'title',
  description: 'prompt',
  depends_on: 'dependsOn',
  dependencies: 'dependsOn',
  artifact_type: 'artifactType',
};
const PLANNED_FIELDS = new Set(['key', 'title', 'role', 'prompt', 'dependsOn', 'phase', 'artifactType', 'tier', 'kind', 'gate']);

/** A bare list, snake case, a null for "none" and fields of a model's own are no reason to refuse a sound plan. */
function tolerant(value: unknown): unknown {
  const tasks = Array.isArray(value) ? value : taskList(value);
  return Array.isArray(tasks) ? { tasks: tasks.map(tolerantTask) } : value;
}

function taskList(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('tasks' in value) return value.tasks;
  return 'plan' in value ? tolerantPlan(value.plan) : undefined;
}

const tolerantPlan = (plan: unknown): unknown => (Array.isArray(plan) ? plan : taskList(plan));

function tolerantTask(task: unknown): unknown {
  if (typeof task !== 'object' || task === null) return task;
  const known: Record<string, unknown> = {};
  for (const [given, value] of Object.entries(task)) {
    const field = PLANNED_FIELDS.has(given) ? given : SNAKE_NAMES[given];
    if (field && value !== null && value !== '' && !(field in known && field !== given)) known[field] = value;
  }
  return known.kind === 'gate' ? tolerantGate(known) : known;
}

const GATE_PROMPT = 'Review the work of the tasks before this one.';

/** What a gate judges stands in its criteria: who it is and what it is told may be left out. */
function tolerantGate(task: Record<string, unknown>): Record<string, unknown> {
  // It makes nothing.
  const { artifactType: _, ...rest } = task;
  const { gate } = rest;
  const given = typeof gate === 'object' && gate !== null ? Object.entries(gate) : [];
  const type = typeof gate === 'string' ? gate : given.find(([field]) => field === 'type')?.[1];
  const known = GATE_TYPES.find((one) => one === type);
  const role = roleOfDraft(known ? { gate: { type: known } } : {});
  const fields = Object.fromEntries(given.filter(([field, value]) => GATE_FIELDS.has(field) && value !== null && value !== ''));
  return { role, prompt: GATE_PROMPT, ...rest, ...(type === undefined ? {} : { gate: { ...fields, type } }) };
}

const GATE_FIELDS = new Set(['type', 'criteria', 'condition']);

export function planRepairRequest(errors: readonly string[]): string {
  return `This plan cannot be used:\n${errors.map((error) => `- ${error}`).join('\n')}\n\nAnswer with the whole plan again, these faults mended, as one JSON object and nothing else.`;
}
