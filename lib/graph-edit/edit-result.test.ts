import { describe, expect, it } from 'vitest';
import type { EditOperationInput } from '@/lib/contracts/edit';
import { branchOf, editable, edited, graphOf, NO_OPTIONS, wordsOf } from '@/test/graph-edit/editable';
import { applyEdit } from './apply-edit';

const draft = (key: string, dependsOn: string[] = []) => ({ key, dependsOn, role: 'tech_lead' as const, prompt: 'Do it.' });
const version = 3;

describe('an edit', () => {
  it('carries operations out in order, each on what those before it made', () => {
    const { graph, diff } = edited(graphOf('a:SUCCEEDED b(a):READY'), [
      { op: 'addTask', task: draft('x', ['a']) },
      { op: 'addDependency', from: 'x', to: 'b' },
      { op: 'removeDependency', from: 'a', to: 'b' },
      { op: 'updateTask', key: 'x', changes: { title: 'Between', tier: 'premium', phase: null } },
    ]);
    expect(wordsOf(graph)).toBe('a:SUCCEEDED b(x) x(a):READY');
    expect(graph.tasks.at(-1)).toMatchObject({ title: 'Between', tier: 'premium', started: false });
    expect(diff).toEqual({
      ...{ added: ['x'], removed: [], changed: [], aborted: [], rerun: [], withdrawn: ['b'] },
      edges: {
        added: [
          { from: 'x', to: 'b' },
          { from: 'a', to: 'x' },
        ],
        removed: [{ from: 'a', to: 'b' }],
      },
    });
  });

  it('applies all of its operations or none, and says where the first bad one is', () => {
    const graph = graphOf('a b(a) c(b)');
    const before = structuredClone(graph);
    const operations = [
      { op: 'removeTask', key: 'b' },
      { op: 'addDependency', from: 'c', to: 'a' },
      { op: 'removeTask', key: 'no' },
    ] as const;
    expect(applyEdit(graph, operations, NO_OPTIONS)).toEqual({
      ok: false,
      issues: [{ path: 'operations.1.to', message: 'these tasks would wait for each other: c → a → c' }],
    });
    expect(graph).toEqual(before);
  });

  it('names the whole cycle', () => {
    const outcome = applyEdit(graphOf('a b(a) c(b) d(c)'), [{ op: 'addDependency', from: 'd', to: 'a' }], NO_OPTIONS);
    expect(outcome).toMatchObject({ issues: [{ message: 'these tasks would wait for each other: d → a → b → c → d' }] });
  });

  it('tells whole tasks before and behind it, changed fields, and leaves the others as they are, object for object', () => {
    const graph = { ...graphOf('a:SUCCEEDED b(a):READY c'), version };
    const { graph: after, touched, diff } = edited(graph, [{ op: 'updateTask', key: 'b', changes: { prompt: 'New', title: 'b' } }]);
    expect(after.version).toBe(version);
    expect(touched).toEqual([{ key: 'b', before: graph.tasks[1], after: { ...graph.tasks[1], prompt: 'New' } }]);
    expect(diff.changed).toEqual([{ key: 'b', before: { prompt: 'Do it.' }, after: { prompt: 'New' } }]);
    expect([after.tasks[0] === graph.tasks[0], after.tasks[2] === graph.tasks[2]]).toEqual([true, true]);
  });

  it('keeps what had started as cancelled, and takes away without trace what had not', () => {
    const graph = graphOf('a:RUNNING f:FAILED w:WAITING p r:READY', { w: { started: true } });
    const operations = ['a', 'f', 'w', 'p', 'r'].map((key) => ({ op: 'removeTask' as const, key }));
    const result = edited(graph, operations, { cancelRunning: ['a'] });
    expect(result).toMatchObject({
      cancelled: ['a', 'f', 'w'],
      diff: { removed: ['a', 'f', 'w', 'p', 'r'], aborted: ['a'] },
      restarted: [],
    });
  });

  it('refuses the key of a started task that the same edit removed, and gives that of another one again', () => {
    const [gone, back] = [{ op: 'removeTask', key: 'a' } as const, { op: 'addTask', task: draft('a') } as const];
    expect(applyEdit(graphOf('a:FAILED'), [gone, back], NO_OPTIONS)).toMatchObject({ issues: [{ path: 'operations.1.task.key' }] });
    expect(edited(graphOf('a'), [gone, back]).diff).toMatchObject({ added: [], removed: [] });
  });

  it('aborts every running task that is named in cancelRunning; one that has ended meanwhile is no fault', () => {
    const result = edited(graphOf('a:RUNNING b:SUCCEEDED'), [{ op: 'addTask', task: draft('x') }], { cancelRunning: ['a', 'b'] });
    expect(result).toMatchObject({ restarted: ['a'], diff: { aborted: ['a'] } });
    const unknown = applyEdit(graphOf('a'), [], { cancelRunning: ['a', 'no'], rerunInvalidated: false });
    expect(unknown).toMatchObject({ issues: [{ path: 'cancelRunning.1' }] });
  });

  it('runs again what was invalidated before, without any operation, and says where there is nothing', () => {
    const graph = graphOf('a:SUCCEEDED b(a):SUCCEEDED c(b):SUCCEEDED d(b):SKIPPED e', { b: { invalidated: true } });
    const result = edited(graph, [], { rerunInvalidated: true });
    expect(wordsOf(result.graph)).toBe('a:SUCCEEDED b(a):READY c(b) d(b) e');
    expect(result).toMatchObject({ restarted: ['b', 'c', 'd'], diff: { rerun: ['b', 'c', 'd'] }, invalidated: [], touched: [] });
    const nothing = applyEdit(graphOf('a:SUCCEEDED'), [], { cancelRunning: [], rerunInvalidated: true });
    expect(nothing).toMatchObject({ issues: [{ path: 'rerunInvalidated' }] });
  });

  it('never runs again what cannot be undone: it is flagged, and nothing below it begins anew for it', () => {
    const graph = graphOf('a:SUCCEEDED pay(a):SUCCEEDED c(pay):SUCCEEDED', { pay: { sideEffects: 'irreversible' } });
    const update = { op: 'updateTask', key: 'a', changes: { prompt: 'New' } } as const;
    const result = edited(graph, [update], { rerunInvalidated: true });
    expect(wordsOf(result.graph)).toBe('a:READY pay(a):SUCCEEDED! c(pay):SUCCEEDED');
    expect(result).toMatchObject({ invalidated: ['pay'], warnings: [{ key: 'pay' }] });
    const onIt = applyEdit(graph, [{ ...update, key: 'pay' }], { cancelRunning: [], rerunInvalidated: true });
    expect(onIt).toMatchObject({ issues: [{ path: 'operations.0.key' }] });
  });

  it('puts a gate back that waits for a decision on a condition that is another now, and leaves other waiting tasks their place', () => {
    const graph = {
      version,
      tasks: [
        editable('g', [], { kind: 'gate', gate: { type: 'human' }, status: 'WAITING', waitingFor: 'decision' }),
        editable('w', [], { status: 'WAITING', waitingFor: 'retry', started: true }),
      ],
    };
    const result = edited(graph, [
      { op: 'updateTask', key: 'g', changes: { gate: { type: 'expression', condition: 'true' } } },
      { op: 'updateTask', key: 'w', changes: { prompt: 'New' } },
    ]);
    expect(wordsOf(result.graph)).toBe('g:READY w:WAITING');
    expect(result.restarted).toEqual(['g']);
  });
});

describe('branches under edits', () => {
  const chosen = (value: boolean) => ({ status: 'SUCCEEDED', started: true, chosen: value }) as const;
  const forked = (shape = {}) => ({ version, tasks: [branchOf('q', [], ['t'], ['f'], shape), ...graphOf('t(q) f(q) j(t,f)').tasks] });

  it('a task of a way that is taken out leaves the way; what waited for it alone takes its place there', () => {
    const [q] = edited({ version, tasks: [...forked().tasks, editable('u', ['t'])] }, [{ op: 'removeTask', key: 't' }]).graph.tasks;
    expect(q?.branch).toMatchObject({ ifTrue: ['u'], ifFalse: ['f'] });
  });

  it('a join behind both ways then waits for the branch plainly', () => {
    const { graph } = edited(forked(), [{ op: 'removeTask', key: 't' }]);
    expect(wordsOf(graph)).toBe('q f(q) j(q,f)');
    expect(graph.tasks[0]?.branch).toMatchObject({ ifTrue: [], ifFalse: ['f'] });
  });

  it('what stood on the ways of a removed branch waits for what it waited for', () => {
    const graph = { version, tasks: [editable('a'), branchOf('q', ['a'], ['t'], ['f']), ...graphOf('t(q) f(q)').tasks] };
    expect(wordsOf(edited(graph, [{ op: 'removeTask', key: 'q' }]).graph)).toBe('a t(a) f(a)');
  });

  it('removeDependency takes a task off the way', () => {
    const { graph } = edited(forked(), [{ op: 'removeDependency', from: 'q', to: 'f' }]);
    expect(graph.tasks[0]?.branch).toMatchObject({ ifTrue: ['t'], ifFalse: [] });
    expect(wordsOf(graph)).toBe('q t(q) f:READY j(t,f)');
  });

  it('a skipped task that is taken off its way and waits for the branch plainly could be reached: it is invalidated', () => {
    const graph = { version, tasks: [branchOf('q', [], ['t'], ['f'], chosen(true)), ...graphOf('t(q):SUCCEEDED f(q):SKIPPED').tasks] };
    const operations = [
      { op: 'removeDependency', from: 'q', to: 'f' },
      { op: 'addDependency', from: 'q', to: 'f' },
    ] as const;
    expect(wordsOf(edited(graph, [...operations]).graph)).toBe('q:SUCCEEDED t(q):SUCCEEDED f(q):SKIPPED!');
  });

  it('updateTask moves tasks between ways, on and off them', () => {
    const branch = { condition: 'artifact.n > 3', ifTrue: ['f'], ifFalse: ['n'] };
    const { graph, diff } = edited({ version, tasks: [...forked().tasks, editable('n')] }, [
      { op: 'updateTask', key: 'q', changes: { branch } },
    ]);
    expect(wordsOf(graph)).toBe('q t:READY f(q) j(t,f) n(q)');
    expect(diff.changed).toEqual([{ key: 'q', before: { branch: forked().tasks[0]?.branch }, after: { branch } }]);
  });

  it('a task that is added on a way that was not chosen is skipped, with what waits for it alone', () => {
    const result = edited(forked(chosen(true)), [
      { op: 'removeTask', key: 'f' },
      { op: 'createBranch', key: 'r', condition: 'true', after: 'q', ifTrue: ['t'], ifFalse: [] },
    ]);
    expect(wordsOf(result.graph)).toBe('q:SUCCEEDED t(q,r) j(t,q) r(q):READY');
    const dead = edited({ version, tasks: [...graphOf('z:SKIPPED').tasks, editable('p'), editable('n', ['p'])] }, [
      { op: 'addDependency', from: 'z', to: 'p' },
    ]);
    expect(wordsOf(dead.graph)).toBe('z:SKIPPED p(z):SKIPPED n(p):SKIPPED');
    expect(dead.skipped).toEqual(['p', 'n']);
    expect(dead.warnings.map(({ key }) => key)).toEqual(['p', 'n']);
  });

  it('a branch that runs again decides anew, and what it had skipped waits for that', () => {
    const tasks = [
      ...graphOf('a:SUCCEEDED').tasks,
      branchOf('q', ['a'], ['t'], ['f'], chosen(true)),
      ...graphOf('t(q):SUCCEEDED f(q):SKIPPED').tasks,
    ];
    const result = edited({ version, tasks }, [{ op: 'updateTask', key: 'q', changes: { title: 'Again' } }], { rerunInvalidated: true });
    expect(wordsOf(result.graph)).toBe('a:SUCCEEDED q(a):READY t(q) f(q)');
    expect(result.graph.tasks[1]?.chosen).toBeNull();
  });

  it('a task may stand on the ways of two branches', () => {
    const { graph } = edited(forked(), [{ op: 'createBranch', key: 'r', condition: 'true', after: 'q', ifTrue: ['f'], ifFalse: ['t'] }]);
    expect(wordsOf(graph)).toBe('q t(q,r) f(q,r) j(t,f) r(q)');
  });

  it('warns of a branch without ways, and of a task that waits for the other way', () => {
    const empty: EditOperationInput = { op: 'createBranch', key: 'r', condition: 'true', after: 'q', ifTrue: [], ifFalse: [] };
    const crossed = { op: 'addDependency', from: 'f', to: 't' } as const;
    expect(edited(forked(), [empty, crossed]).warnings.map(({ key }) => key)).toEqual(['t', 'r']);
  });

  it('warns of what waits for a failed task', () => {
    const { warnings } = edited(graphOf('a:FAILED'), [{ op: 'addTask', task: draft('x', ['a']) }]);
    expect(warnings).toEqual([{ key: 'x', message: expect.stringContaining('"a"') }]);
  });

  it('does not warn of what waited in vain before, unless the edit is about that task', () => {
    const graph = graphOf('a:FAILED b:READY c(a,b)');
    expect(edited(graph, [{ op: 'removeTask', key: 'b' }]).warnings).toEqual([]);
    expect(edited(graph, [{ op: 'updateTask', key: 'c', changes: { title: 'Sea' } }]).warnings).toMatchObject([{ key: 'c' }]);
  });

  it('says that a failed task which is changed stays failed, unless it runs again', () => {
    const update = { op: 'updateTask', key: 'a', changes: { prompt: 'New' } } as const;
    const graph = graphOf('a:FAILED b(a)');
    expect(edited(graph, [update]).warnings).toEqual([{ key: 'a', message: expect.stringContaining('stays so') }]);
    const again = edited(graph, [update], { rerunInvalidated: true });
    expect([wordsOf(again.graph), again.warnings]).toEqual(['a:READY b(a)', []]);
  });

  it('says that nothing is left to do', () => {
    const graph = graphOf('a:SUCCEEDED b(a):READY c(b)');
    const both: EditOperationInput[] = [
      { op: 'removeTask', key: 'b' },
      { op: 'removeTask', key: 'c' },
    ];
    expect(edited(graph, both).warnings).toEqual([{ key: 'c', message: expect.stringContaining('nothing is left') }]);
    expect(edited(graph, both.slice(0, 1)).warnings).toEqual([]);
    expect(edited(graph, [...both, { op: 'addTask', task: draft('d', ['a']) }]).warnings).toEqual([]);
  });
});

describe('values that prompts name', () => {
  const outputs = { type: 'object', properties: { n: { type: 'number' } } };
  const graph = graphOf('a m(a) b(m)', { a: { outputs }, b: { prompt: 'Use {{tasks.a.outputs.n}}.' } });
  const path = (operations: Parameters<typeof applyEdit>[1]) => {
    const outcome = applyEdit(graph, operations, NO_OPTIONS);
    return outcome.ok ? null : outcome.issues.map((issue) => issue.path);
  };

  it.each<[string, Parameters<typeof applyEdit>[1], string[] | null]>([
    [
      'the source is removed',
      [
        { op: 'updateTask', key: 'm', changes: { title: 'x' } },
        { op: 'removeTask', key: 'a' },
      ],
      ['operations.1.key'],
    ],
    ['the way between is cut', [{ op: 'removeDependency', from: 'a', to: 'm' }], ['operations.0.from']],
    ['the source hands nothing on', [{ op: 'updateTask', key: 'a', changes: { outputs: null } }], ['operations.0.changes.outputs']],
    [
      'the prompt names another value',
      [{ op: 'updateTask', key: 'b', changes: { prompt: '{{tasks.a.outputs.x}}' } }],
      ['operations.0.changes.prompt'],
    ],
    [
      'the step between is removed once its way is cut',
      [
        { op: 'removeDependency', from: 'a', to: 'm' },
        { op: 'removeTask', key: 'm' },
      ],
      ['operations.1.key'],
    ],
    ['the step between is removed', [{ op: 'removeTask', key: 'm' }], null],
    [
      'it is cut and mended',
      [
        { op: 'removeDependency', from: 'a', to: 'm' },
        { op: 'addDependency', from: 'a', to: 'b' },
      ],
      null,
    ],
    ['a gate comes between', [{ op: 'insertGate', key: 'g', after: 'a', gateType: 'human' }], null],
  ])('%s', (_, operations, paths) => {
    expect(path(operations)).toEqual(paths);
  });
});
