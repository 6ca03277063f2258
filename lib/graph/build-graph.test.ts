import { describe, expect, it } from 'vitest';
import { taskDraftSchema } from '@/lib/contracts/task';
import { buildGraph } from './build-graph';

const drafts = (...rows: [string, ...string[]][]) =>
  rows.map(([key, ...dependsOn]) => taskDraftSchema.parse({ key, dependsOn, role: 'tech_lead', prompt: 'x' }));

const issuesOf = (...rows: [string, ...string[]][]) => {
  const graph = buildGraph(drafts(...rows));
  return graph.ok ? [] : graph.issues.map((issue) => `${issue.path}: ${issue.message}`);
};

describe('buildGraph', () => {
  it('numbers tasks and joins both directions', () => {
    //  a ─┬▶ b ─┬▶ d
    //     └▶ c ─┘
    const graph = buildGraph(drafts(['a'], ['b', 'a'], ['c', 'a'], ['d', 'b', 'c']));
    expect(graph.ok && graph.tasks.map(({ node, dependsOn, next }) => ({ node, dependsOn, next }))).toEqual([
      { node: 0, dependsOn: [], next: [1, 2] },
      { node: 1, dependsOn: [0], next: [3] },
      { node: 2, dependsOn: [0], next: [3] },
      { node: 3, dependsOn: [1, 2], next: [] },
    ]);
  });

  it.each([
    ['a duplicate key', [['a'], ['a']], ['tasks.1.key: the key "a" is used twice']],
    ['an unknown dependency', [['a', 'z']], ['tasks.0.dependsOn.0: there is no task "z"']],
    ['itself', [['a', 'a']], ['tasks.0.dependsOn.0: a task cannot depend on itself']],
    ['a repeated dependency', [['a'], ['b', 'a', 'a']], ['tasks.1.dependsOn.1: "a" is named twice']],
    [
      'a cycle behind a start',
      [['s'], ['a', 's', 'c'], ['b', 'a'], ['c', 'b'], ['e', 'c']],
      ['tasks.1.dependsOn: these tasks wait for each other: a → b → c → a'],
    ],
  ] as [string, [string, ...string[]][], string[]][])('refuses %s', (_name, rows, expected) => {
    expect(issuesOf(...rows)).toEqual(expected);
  });

  it('joins to tasks that are in the run already, without listing itself as their next', () => {
    const graph = buildGraph(drafts(['b', 'plan']), { firstNode: 1, known: new Map([['plan', 0]]) });
    expect(graph.ok && graph.tasks[0]?.dependsOn).toEqual([0]);
  });
});
