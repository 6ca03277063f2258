import { describe, expect, it } from 'vitest';
import { type WorkflowBodyInput, workflowBodySchema } from '@/lib/contracts/workflow';
import { workflowIssues } from './check-workflow';
import { fillWorkflow } from './fill-workflow';

const workflow = (over: Partial<WorkflowBodyInput> = {}) =>
  workflowBodySchema.parse({
    goal: 'Plan {{inputs.what}} for {{inputs.seats}} seats ({{inputs.kind}}, {{inputs.open}}) by {{inputs.brief}}',
    inputs: [
      { name: 'what', type: 'text', required: true },
      { name: 'seats', type: 'number', default: 12 },
      { name: 'kind', type: 'choice', choices: ['ferry', 'pier'], default: 'ferry' },
      { name: 'open', type: 'boolean' },
      { name: 'brief', type: 'document' },
    ],
    tasks: [{ key: 'a', role: 'tech_lead', title: 'About {{inputs.what}}', prompt: 'Read {{inputs.brief}}; use {{tasks.b.outputs.x}}' }],
    ...over,
  });

it('fills goal, titles and prompts, and gives documents along', () => {
  const filled = fillWorkflow(workflow(), { what: 'a\nharbour', open: false, brief: { name: 'brief.csv', type: 'data', content: 'a,b' } });
  expect(filled).toMatchObject({
    ok: true,
    run: {
      goal: 'Plan a\nharbour for 12 seats (ferry, false) by brief.csv',
      tasks: [{ key: 'a', title: 'About a harbour', prompt: 'Read brief.csv; use {{tasks.b.outputs.x}}' }],
      documents: [{ name: 'brief.csv', type: 'data', content: 'a,b' }],
    },
  });
});

it('a goal of the caller stands as it is; without tasks the planner plans', () => {
  const filled = fillWorkflow(workflow({ tasks: [] }), { what: 'x' }, { goal: 'My {{inputs.what}}' });
  expect(filled).toMatchObject({ ok: true, run: { goal: 'My {{inputs.what}}', tasks: undefined, documents: [] } });
});

it.each([
  ['nothing where something is required', {}, 'workflowInputs.what'],
  ['blank text', { what: '  ' }, 'workflowInputs.what'],
  ['a number as text', { what: 'x', seats: '12' }, 'workflowInputs.seats'],
  ['no number', { what: 'x', seats: Number.NaN }, 'workflowInputs.seats'],
  ['another choice', { what: 'x', kind: 'raft' }, 'workflowInputs.kind'],
  ['yes for true', { what: 'x', open: 'yes' }, 'workflowInputs.open'],
  ['an unknown input', { what: 'x', colour: 'red' }, 'workflowInputs.colour'],
  ['an input of every object', { what: 'x', constructor: 'y' }, 'workflowInputs.constructor'],
  ['NUL', { what: 'a\u0000b' }, 'workflowInputs.what'],
  ['too long a text', { what: 'x'.repeat(20_001) }, 'workflowInputs.what'],
  ['a document without text', { what: 'x', brief: { name: 'a.md' } }, 'workflowInputs.brief.content'],
  ['a document whose name is a path', { what: 'x', brief: { name: '../a', content: '' } }, 'workflowInputs.brief.name'],
  ['a document named as another one', { what: 'x', brief: { name: 'given.md', content: 'a' } }, 'workflowInputs.brief'],
])('refuses %s at its path', (_, values, path) => {
  const filled = fillWorkflow(workflow(), values, { documents: [{ name: 'given.md' }] });
  expect(filled.ok ? [] : filled.issues.map((issue) => issue.path)).toEqual([path]);
});

it('refuses what its values make too long', () => {
  const long = workflow({ goal: '{{inputs.what}}'.repeat(3) });
  expect(fillWorkflow(long, { what: 'x'.repeat(10_000) })).toMatchObject({ ok: false, issues: [{ path: 'goal' }] });
});

describe('a workflow is refused at its path for', () => {
  it.each<[string, Partial<WorkflowBodyInput>, string]>([
    ['an unknown input in the goal', { goal: 'For {{inputs.whom}}' }, 'goal'],
    ['an unknown word in a prompt', { tasks: [{ key: 'a', role: 'tech_lead', prompt: '{{whom}}' }], goal: 'x' }, 'tasks.0.prompt'],
    ['a task without a role', { tasks: [{ key: 'a', prompt: 'x' }], goal: 'x' }, 'tasks.0.role'],
    ['an unknown dependency', { tasks: [{ key: 'a', role: 'tech_lead', prompt: 'x', dependsOn: ['b'] }] }, 'tasks.0.dependsOn.0'],
    [
      'an input named twice',
      {
        goal: 'x',
        inputs: [
          { name: 'a', type: 'text' },
          { name: 'a', type: 'text' },
        ],
        tasks: [],
      },
      'inputs.1.name',
    ],
    ['a choice without choices', { goal: 'x', inputs: [{ name: 'a', type: 'choice' }], tasks: [] }, 'inputs.0.choices'],
    ['a default of another type', { goal: 'x', inputs: [{ name: 'a', type: 'number', default: '1' }], tasks: [] }, 'inputs.0.default'],
  ])('%s', (_, over, path) => {
    expect(workflowIssues(workflow(over)).map((issue) => issue.path)).toContain(path);
  });
});
