import { describe, expect, it } from 'vitest';
import { type TaskDraftInput, taskDraftSchema } from '@/lib/contracts/task';
import { branchOf, editable, edited, graphOf as inWords, wordsOf } from '@/test/graph-edit/editable';
import { draftsOf, graphOf } from './drafts';
import { mergeUpdates } from './merge-updates';
import { copySubgraph, freeKey, pasteSubgraph } from './subgraph';

const outputs = { type: 'object', properties: { n: { type: 'number' } } };

describe('a pasted subgraph', () => {
  it('has keys of its own, and the edges among its tasks', () => {
    const graph = inWords('a b(a) c(b,a)');
    const { operations, keyOf } = pasteSubgraph(graph, copySubgraph(graph, ['c', 'b']));
    expect([...keyOf]).toEqual([
      ['b', 'b_2'],
      ['c', 'c_2'],
    ]);
    expect(wordsOf(edited(graph, operations).graph)).toBe('a b(a) c(b,a) b_2:READY c_2(b_2)');
  });

  it('waits for what it waited for elsewhere, where that is asked for', () => {
    const graph = inWords('a b(a) c(b,a)');
    const { operations } = pasteSubgraph(graph, copySubgraph(graph, ['b', 'c']), { outer: true });
    expect(wordsOf(edited(graph, operations).graph)).toBe('a b(a) c(b,a) b_2(a) c_2(b_2,a)');
  });

  it('keeps branches, and the names of values in prompts and conditions', () => {
    const tasks = [
      editable('far', [], { outputs }),
      editable('a', [], { outputs }),
      branchOf('q', ['a'], ['t'], ['f'], {
        branch: { condition: 'outputs.a.n < 3 && outputs["a"].n > outputs.ab.n', ifTrue: ['t'], ifFalse: ['f'] },
      }),
      editable('t', ['q', 'p', 'far'], { prompt: 'Use {{tasks.a.outputs.n}} and {{ tasks.far.outputs.n }}.' }),
      ...inWords('f(q) p(q)').tasks,
    ];
    const graph = { version: 1, tasks };
    const { operations } = pasteSubgraph(graph, copySubgraph(graph, ['a', 'q', 't', 'f', 'p']));
    const pasted = new Map(edited(graph, operations).graph.tasks.map((task) => [task.key, task]));
    expect(pasted.get('q_2')?.branch).toEqual({
      condition: 'outputs.a_2.n < 3 && outputs["a_2"].n > outputs.ab.n',
      ifTrue: ['t_2'],
      ifFalse: ['f_2'],
    });
    expect(pasted.get('t_2')).toMatchObject({
      dependsOn: ['p_2', 'far', 'q_2'],
      prompt: 'Use {{tasks.a_2.outputs.n}} and {{ tasks.far.outputs.n }}.',
    });
  });

  it('is refused nowhere that the original was not: pasted twice, into another graph', () => {
    const graph = inWords('a b(a)');
    const once = edited(inWords('a'), pasteSubgraph(inWords('a'), copySubgraph(graph, ['a', 'b'])).operations).graph;
    expect(wordsOf(once)).toBe('a a_2:READY b(a_2)');
    expect(wordsOf(edited(once, pasteSubgraph(once, copySubgraph(once, ['a_2', 'b'])).operations).graph)).toBe(
      'a a_2:READY b(a_2) a_3:READY b_2(a_3)',
    );
  });

  it('waits itself for what it names, where what stood between is not copied', () => {
    const graph = inWords('a m(a) b(m)', { a: { outputs }, b: { prompt: '{{tasks.a.outputs.n}}' } });
    expect(wordsOf(edited(graph, pasteSubgraph(graph, copySubgraph(graph, ['b', 'a'])).operations).graph)).toContain('a_2:READY b_2(a_2)');
  });

  it('finds a key that is free and short enough', () => {
    expect(freeKey('x_2', new Set(['x_2', 'x_3']))).toBe('x_4');
    expect(freeKey('y'.repeat(80), new Set(['y'.repeat(80)]))).toHaveLength(80);
  });
});

describe('the tasks of a workflow', () => {
  const drafts: TaskDraftInput[] = [
    { key: 'survey', role: 'tech_lead', prompt: 'Look.', outputs, phase: 'first', artifactType: 'data' },
    { key: 'judge', kind: 'gate', dependsOn: ['survey'], gate: { type: 'human' } },
    { key: 'choose', kind: 'branch', dependsOn: ['judge'], branch: { condition: 'true', ifTrue: ['build'], ifFalse: [] } },
    {
      key: 'build',
      title: 'Build it',
      role: 'backend_engineer',
      prompt: 'Build.',
      dependsOn: ['survey'],
      tier: 'premium',
      timeoutSeconds: 60,
    },
  ];
  const parsed = drafts.map((draft) => taskDraftSchema.parse(draft));

  it('become a graph whose ways wait for their branch, and come back as they were', () => {
    const graph = graphOf(drafts);
    expect(wordsOf(graph)).toBe('survey:READY judge(survey) choose(judge) build(survey,choose)');
    expect(draftsOf(graph)).toEqual(parsed);
    expect(draftsOf(graphOf(draftsOf(graph)))).toEqual(parsed);
  });

  it('say their tier only where the role has another', () => {
    const [build] = draftsOf(graphOf(drafts.slice(3), { backend_engineer: 'premium' }), { backend_engineer: 'premium' });
    expect(build).not.toHaveProperty('tier');
    expect(draftsOf(graphOf(drafts.slice(0, 1), { tech_lead: 'premium' }), {})).toMatchObject([{ tier: 'premium' }]);
  });

  it('stay a draft where they name what is not there', () => {
    expect(wordsOf(graphOf([{ key: 'a', dependsOn: ['no'] }]))).toBe('a:READY');
  });
});

describe('changes of one task', () => {
  const update = (key: string, changes: object) => ({ op: 'updateTask' as const, key, changes });
  const branch = (key: string) => ({ op: 'createBranch' as const, key, condition: 'true', after: ['a'], ifTrue: ['x'], ifFalse: [] });
  const add = (key: string, dependsOn: string[] = []) => ({ op: 'addTask' as const, task: { key, dependsOn } });

  it.each([
    [
      'go into the first',
      [update('a', { title: '1' }), update('b', {}), update('a', { title: '2', tier: 'premium' })],
      [update('a', { title: '2', tier: 'premium' }), update('b', {})],
    ],
    [
      'go into the task that was added',
      [add('x'), update('x', { title: 'X', phase: null })],
      [{ op: 'addTask', task: { key: 'x', dependsOn: [], title: 'X' } }],
    ],
    [
      'go into the branch that was made',
      [branch('q'), update('q', { title: 'Q' }), update('q', { branch: { condition: 'run.spentUsd > 1', ifTrue: ['x'], ifFalse: [] } })],
      [{ ...branch('q'), title: 'Q', condition: 'run.spentUsd > 1' }],
    ],
    [
      'of its ways stay behind the branch that was made',
      [branch('q'), update('q', { branch: { condition: 'true', ifTrue: [], ifFalse: ['x'] } })],
      null,
    ],
    ['stay behind what names the task', [update('a', { title: '1' }), add('x', ['a']), update('a', { title: '2' })], null],
    [
      'of ways stay behind what they lead to',
      [update('q', { title: '1' }), add('x'), update('q', { branch: { condition: 'true', ifTrue: ['x'], ifFalse: [] } })],
      null,
    ],
  ])('%s', (_, operations, merged) => {
    expect(mergeUpdates(operations)).toEqual(merged ?? operations);
  });
});
