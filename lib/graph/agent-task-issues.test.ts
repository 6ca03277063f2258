import { expect, it } from 'vitest';
import { type TaskDraftInput, taskDraftSchema } from '@/lib/contracts/task';
import { agentTaskIssues } from './agent-task-issues';

const agent = { role: 'tech_lead', prompt: 'Do it.' } as const;
const branch = { condition: 'artifact.n < 80', ifTrue: ['x'], ifFalse: [] };

it.each<[string, Omit<TaskDraftInput, 'key'>, string[]]>([
  ['an agent with role and prompt', agent, []],
  ['an agent without them', {}, ['role', 'prompt']],
  ['the planner', { ...agent, role: 'planner' }, ['role']],
  ['an agent with a gate', { ...agent, gate: { type: 'human' } }, ['gate']],
  ['a gate without one', { ...agent, kind: 'gate' }, ['gate']],
  ['a gate that asks a model', { ...agent, kind: 'gate', gate: { type: 'code_review' } }, []],
  ['a gate that asks a model, without role and prompt', { kind: 'gate', gate: { type: 'tests' } }, ['role', 'prompt']],
  ['a gate for a person', { kind: 'gate', gate: { type: 'human' } }, []],
  ['a gate of an expression', { kind: 'gate', gate: { type: 'expression', condition: 'true' } }, []],
  ['a gate of an expression without one', { kind: 'gate', gate: { type: 'expression' } }, ['gate.condition']],
  ['a gate whose condition does not parse', { kind: 'gate', gate: { type: 'expression', condition: '(' } }, ['gate.condition']],
  ['a branch', { kind: 'branch', branch }, []],
  ['a branch without one', { kind: 'branch' }, ['branch']],
  ['a branch whose condition does not parse', { kind: 'branch', branch: { ...branch, condition: '(' } }, ['branch.condition']],
  ['a branch with a gate', { kind: 'branch', branch, gate: { type: 'human' } }, ['gate']],
])('%s', (_, draft, fields) => {
  const issues = agentTaskIssues(taskDraftSchema.parse({ key: 'a', ...draft }), 'tasks.3', (text) =>
    text === '(' ? 'is not closed' : null,
  );
  expect(issues.map(({ path }) => path)).toEqual(fields.map((field) => `tasks.3.${field}`));
});
