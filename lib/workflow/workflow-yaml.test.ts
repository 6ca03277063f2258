import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type WorkflowDraftInput, workflowDraftSchema } from '@/lib/contracts/workflow';
import { readWorkflowYaml, writeWorkflowYaml } from './workflow-yaml';

const hard = fc.oneof(
  fc.constantFrom(
    'yes',
    'null',
    '~',
    '0x10',
    '1e3',
    '- a',
    'a: b',
    '# x',
    '*a',
    '&a',
    '!!js/function x',
    '"',
    "'",
    '|',
    '>-',
    '{{',
    '\t',
    ' a ',
    '2026-01-01',
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
  fc
    .array(fc.constantFrom('line', '  indented', '', 'trailing ', '---', '...', '\ttab'), { minLength: 1, maxLength: 6 })
    .map((lines) => lines.join('\n')),
);
const plain = hard.map((text) => text.replaceAll('\u0000', '').replace(/\{\{/g, '{').slice(0, 40) || 'x');
const filled = plain.map((text) => (text.trim() === '' ? 'x' : text));
const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);

const input = fc.oneof(
  fc.record({ type: fc.constant('text'), title: plain, default: plain }, { requiredKeys: ['type'] }),
  fc.record({ type: fc.constant('number'), default: fc.double({ noNaN: true, noDefaultInfinity: true }) }, { requiredKeys: ['type'] }),
  fc.record({ type: fc.constant('boolean'), default: fc.boolean(), required: fc.boolean() }, { requiredKeys: ['type'] }),
  fc.uniqueArray(plain, { minLength: 1, maxLength: 3 }).map((choices) => ({ type: 'choice', choices, default: choices[0] })),
);
const workflow = fc
  .record({
    key: name.filter((key) => key !== 'new'),
    title: filled,
    description: plain,
    goal: filled,
    budgetUsd: fc.integer({ min: 1, max: 500 }),
    tags: fc.array(filled, { maxLength: 3 }),
    inputs: fc.uniqueArray(fc.tuple(name, input), { selector: ([key]) => key, maxLength: 3 }),
    prompts: fc.array(filled, { maxLength: 4 }),
  })
  .map(({ inputs, prompts, ...rest }) => ({
    ...rest,
    inputs: inputs.map(([key, of]) => ({ name: key, ...of })),
    tasks: prompts.map((prompt, index) => ({
      key: `t${index}`,
      role: 'tech_lead',
      title: prompt,
      prompt,
      dependsOn: index > 0 ? [`t${index - 1}`] : [],
      maxAttempts: index + 1,
    })),
  }));

it('what is exported is imported again as it was', () => {
  fc.assert(
    fc.property(workflow, (made) => {
      const draft = workflowDraftSchema.parse(made as WorkflowDraftInput);
      const read = readWorkflowYaml(writeWorkflowYaml(draft));
      expect(read.problems).toEqual([]);
      expect(read.workflow).toEqual({ ...draft, tasks: draft.tasks?.length ? draft.tasks : undefined });
    }),
    { numRuns: 400 },
  );
});

const SOUND = `key: berth-plan
goal: Plan {{inputs.pier}}
inputs:
  - name: pier
    type: text
tasks:
  - key: survey
    role: tech_lead
    prompt: Measure {{inputs.pier}}
`;

describe('every problem has its line:', () => {
  it.each([
    ['an unknown placeholder', SOUND.replace('Measure {{inputs.pier}}', '{{inputs.peer}}'), 9, 'tasks.0.prompt'],
    ['an unknown role', SOUND.replace('tech_lead', 'captain'), 8, 'tasks.0.role'],
    ['an unknown field', SOUND.replace('    type: text', '    type: text\n    colour: red'), 6, 'inputs.0.colour'],
    ['a missing goal', SOUND.replace('goal: Plan {{inputs.pier}}\n', ''), 1, 'goal'],
    ['a tag that would make an object', SOUND.replace('Measure', '!!js/function Measure'), 9, ''],
    ['a key twice', `${SOUND}goal: again\n`, 10, ''],
    ['broken YAML', SOUND.replace('inputs:', 'inputs: ['), 4, ''],
  ])('%s', (_, text, line, path) => {
    const [problem] = readWorkflowYaml(text).problems;
    expect({ line: problem?.line, path: problem?.path }).toEqual({ line, path });
  });

  it('the text it comes from is sound', () => expect(readWorkflowYaml(SOUND).workflow?.key).toBe('berth-plan'));
});

it('neither a bomb of aliases nor a large file is expanded', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d]\n`;
  expect(readWorkflowYaml(bomb).problems[0]?.message).toMatch(/alias/i);
  expect(readWorkflowYaml(`key: ${'x'.repeat(1024 * 1024)}`).problems[0]?.message).toMatch(/over 1 MB/);
});
