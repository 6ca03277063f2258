import type { TaskDraft } from '@/lib/contracts/task';
import type { Issue } from '@/lib/errors';

/** What is wrong with a condition in words; null where it parses. */
export type CheckCondition = (condition: string) => string | null;

/** What a task needs beyond its shape; said in the same words by the editors, the API, live edits and the planner's repair. */
export function agentTaskIssues(draft: TaskDraft, path: string, checkCondition: CheckCondition = () => null): Issue[] {
  const { kind, gate, branch } = draft;
  const issues: Issue[] = [];
  const add = (field: string, message: string) => issues.push({ path: `${path}.${field}`, message });
  if (draft.role === 'planner') add('role', 'the planner plans runs; give the task another role');
  if (kind !== 'gate' && gate) add('gate', 'only a task of kind "gate" has it');
  if (kind !== 'branch' && branch) add('branch', 'only a task of kind "branch" has it');
  if (kind === 'gate' && !gate) add('gate', 'a task of kind "gate" needs it: { type, criteria?, condition? }');
  if (kind === 'branch' && !branch) add('branch', 'a task of kind "branch" needs it: { condition, ifTrue, ifFalse }');
  const who = kind === 'agent' ? 'a task for an agent' : 'a gate that asks a model';
  if (asksModel(draft)) {
    if (!draft.role) add('role', `${who} needs a role`);
    if (!draft.prompt) add('prompt', `${who} needs a prompt`);
  }
  if (kind === 'gate' && gate?.type === 'expression' && !gate.condition) add('gate.condition', 'a gate of type "expression" needs one');
  const conditions = { 'gate.condition': kind === 'gate' && gate?.condition, 'branch.condition': kind === 'branch' && branch?.condition };
  for (const [field, condition] of Object.entries(conditions)) {
    const fault = condition ? checkCondition(condition) : null;
    if (fault !== null) add(field, fault);
  }
  return issues;
}

/** Conditions and people need neither role nor prompt. */
function asksModel({ kind, gate }: TaskDraft): boolean {
  if (kind === 'gate') return gate !== undefined && gate.type !== 'expression' && gate.type !== 'human';
  return kind === 'agent';
}
