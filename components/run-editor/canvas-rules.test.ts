import { describe, expect, it } from 'vitest';
import { applyEdit } from '@/lib/graph-edit/apply-edit';
import { branchOf, editable, graphOf, wordsOf } from '@/test/graph-edit/editable';
import { arrange } from './arrange';
import { copyText, duplicate, paste } from './clipboard';
import { compareGraphs } from './compare-graphs';
import { connectRules } from './connect-rules';
import { edgeAt } from './edge-geometry';
import { addAfter, addOnEdge, moveOnEdge } from './edit-actions';
import { type EditState, openEdit, type StageInput, stage } from './edit-state';
import { createPreparer } from './prepare-draft';
import { readCopied } from './read-copied';

function staged(state: EditState, input: StageInput | null): EditState {
  if (!input) throw new Error('nothing to stage');
  const result = stage(state, applyEdit, input);
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result.state;
}
const on = (text: string) => openEdit(graphOf(text));
const draftOf = (state: EditState) => wordsOf(state.draft);

describe('what a line may end at', () => {
  const graph = graphOf('a:SUCCEEDED b(a):RUNNING c(b) d(c) e:CANCELLED p', { p: { role: 'planner' } });
  const reason = (from: string, to: string) => {
    const verdict = connectRules(graph, from, 'from')(to);
    return verdict.ok ? verdict.hint : verdict.reason;
  };
  it.each([
    ['a', 'd', null],
    ['c', 'c', 'A task cannot wait for itself'],
    ['c', 'd', 'd waits for c already'],
    ['d', 'c', 'That would be a circle: c → d → c'],
    ['d', 'b', 'That would be a circle: b → c → d → b'],
    ['e', 'b', 'b is running: its call would have to be aborted first'],
    ['b', 'e', 'e: cancelled · cannot change'],
    ['d', 'p', 'p is the planner: nothing can be tied to it'],
    ['e', 'a', 'a has finished: it will be marked invalidated'],
    ['a', 'gone', 'It is removed by this edit'],
  ])('%s to %s', (from, to, words) => expect(reason(from, to)).toBe(words));
  it('finds the same circle from the other end', () => {
    expect(connectRules(graph, 'c', 'to')('d')).toEqual({ ok: false, reason: 'That would be a circle: c → d → c' });
  });
  it('agrees with the edit itself', () => {
    for (const from of graph.tasks) {
      const judge = connectRules(graph, from.key, 'from');
      for (const to of graph.tasks) {
        const outcome = applyEdit(graph, [{ op: 'addDependency', from: from.key, to: to.key }], {
          cancelRunning: [],
          rerunInvalidated: false,
        });
        if (judge(to.key).ok) expect(outcome.ok, `${from.key} to ${to.key}`).toBe(true);
      }
    }
  });
});

describe('new boxes', () => {
  it.each([
    ['task', 'a b(a) c(b) new_task(b)'],
    ['gate', 'a b(a) c(code_review) code_review(b)'],
    ['branch', 'a b(a) c(b,branch) branch(b)'],
  ] as const)('a %s goes behind what is selected', (kind, words) => {
    expect(draftOf(staged(on('a b(a) c(b)'), addAfter(on('a b(a) c(b)'), kind, ['b'])))).toBe(words);
  });
  it.each([
    ['task', 'a b(new_task) c(a) new_task(a)'],
    ['gate', 'a b(code_review) c(a) code_review(a)'],
    ['branch', 'a b(branch) c(a) branch(a)'],
  ] as const)('a %s on an edge leaves the other edges alone', (kind, words) => {
    expect(draftOf(staged(on('a b(a) c(a)'), addOnEdge(on('a b(a) c(a)'), kind, { from: 'a', to: 'b' })))).toBe(words);
  });
  it('have keys and titles of their own', () => {
    const once = staged(on('a'), addAfter(on('a'), 'task', ['a']));
    expect(draftOf(staged(once, addAfter(once, 'task', ['a'])))).toBe('a new_task(a) new_task_2(a)');
  });
  it('take the place of a task on the way of a branch', () => {
    const base = openEdit({
      version: 1,
      tasks: [editable('a'), branchOf('if', ['a'], ['b'], ['c']), editable('b', ['if']), editable('c', ['if'])],
    });
    const state = staged(base, addOnEdge(base, 'task', { from: 'if', to: 'b' }));
    expect(draftOf(state)).toBe('a if(a) b(new_task) c(if) new_task(if)');
    expect(state.draft.tasks[1]?.branch).toMatchObject({ ifTrue: ['new_task'], ifFalse: ['c'] });
  });
  it('a box that is there can be put on an edge', () => {
    const state = on('a b(a) c');
    expect(draftOf(staged(state, moveOnEdge(state, 'c', { from: 'a', to: 'b' }, { x: 0, y: 0 })))).toBe('a b(c) c(a)');
  });
});

describe('copies', () => {
  const pasteText = (into: EditState, text: string) => {
    const copied = readCopied(text);
    return copied && paste(into, copied, placed);
  };
  const state = on('a:SUCCEEDED b(a) c(b) d(c)');
  const placed = new Map([
    ['b', { x: 100, y: 0 }],
    ['c', { x: 300, y: 50 }],
  ]);
  it('keep the edges between them, under free keys', () => {
    const text = copyText(state, ['b', 'c'], placed) ?? '';
    const pasted = staged(state, pasteText(state, text));
    expect(draftOf(pasted)).toBe('a:SUCCEEDED b(a) c(b) d(c) b_2:READY c_2(b_2)');
    expect(pasted.selection).toEqual(new Set(['b_2', 'c_2']));
    expect((pasted.placed.get('c_2')?.x ?? 0) - (pasted.placed.get('b_2')?.x ?? 0)).toBe(200);
    const elsewhere = on('x');
    expect(draftOf(staged(elsewhere, pasteText(elsewhere, text))), 'in another run').toBe('x b:READY c(b)');
  });
  it('made beside the originals wait for the same', () => {
    expect(draftOf(staged(state, duplicate(state, ['b', 'c'], placed)))).toBe('a:SUCCEEDED b(a) c(b) d(c) b_2(a):READY c_2(b_2)');
  });
  it('lead along the ways of a branch among them', () => {
    const branched = openEdit({ version: 1, tasks: [branchOf('if', [], ['b'], ['c']), editable('b', ['if']), editable('c', ['if'])] });
    const copy = staged(branched, duplicate(branched, ['if', 'b'], new Map()));
    expect(copy.draft.tasks.find(({ key }) => key === 'if_2')?.branch).toMatchObject({ ifTrue: ['b_2'], ifFalse: [] });
  });
  it.each(['', 'words', '{}', '{"signalbox":"subgraph"}', '{"signalbox":"subgraph","tasks":[1]}'])('nothing comes of %o', (text) => {
    expect(pasteText(state, text)).toBeNull();
  });
});

describe('the picture', () => {
  const prepareAny = createPreparer();
  const NONE: never[] = [];
  const prepare = (state: EditState) => prepareAny(state, NONE);
  const base = on('a b(a) c(b)');
  const nodeOf = (state: EditState, key: string) => prepare(state).placed.get(key);
  it('leaves what was laid out in its column, and makes room for what comes between', () => {
    const before = prepare(base);
    const state = staged(base, addOnEdge(base, 'task', { from: 'a', to: 'b' }));
    const graph = prepare(state);
    expect(graph.placed.get('a')).toEqual(before.placed.get('a'));
    expect(graph.placed.get('new_task')?.x).toBe(before.placed.get('b')?.x);
    expect(graph.placed.get('b')?.x).toBe(before.placed.get('c')?.x);
    expect(graph.edges.filter(({ kind }) => kind === 'removed')).toMatchObject([{ from: 'a', to: 'b' }]);
    expect(graph.edges.filter(({ kind }) => kind === 'added')).toMatchObject([{ to: 'b' }, { to: 'new_task' }]);
  });
  it('keeps a removed task where it was, with its edges', () => {
    const state = staged(base, { operations: [{ op: 'removeTask', key: 'b' }], words: 'x' });
    expect(nodeOf(state, 'b')).toEqual(nodeOf(base, 'b'));
    expect(
      prepare(state)
        .edges.map(({ from, to, kind }) => `${from} ${to} ${kind}`)
        .sort(),
    ).toEqual(['a b removed', 'a c added', 'b c removed']);
  });
  it('tidies around what the person placed', () => {
    const moved = staged(base, { operations: [], words: 'x', place: new Map([['b', { x: 7, y: 400 }]]) });
    const state = staged(staged(moved, addAfter(moved, 'task', ['a'])), { operations: [], words: 'x', tidy: true });
    expect(nodeOf(state, 'b')).toMatchObject({ x: 7, y: 400 });
    expect(nodeOf(state, 'new_task')?.x).toBe(nodeOf(base, 'b')?.x);
  });
  it('is the same picture while only statuses move', () => {
    const graph = prepare(base);
    expect(prepare({ ...base, base: { ...base.base }, draft: { ...base.draft } }).edges).toBe(graph.edges);
  });
  it('finds the edge under a point', () => {
    const graph = prepare(base);
    const [a, b] = [graph.placed.get('a'), graph.placed.get('b')];
    const at = { x: ((a?.x ?? 0) + 184 + (b?.x ?? 0)) / 2, y: (a?.y ?? 0) + 26 };
    expect(edgeAt(graph.edges, at, 8)).toMatchObject({ from: 'a', to: 'b' });
    expect(edgeAt(graph.edges, { ...at, y: at.y + 60 }, 8)).toBeNull();
  });
});

describe('compareGraphs', () => {
  it('marks what is new, gone, other and invalidated', () => {
    const base = on('a:SUCCEEDED b(a) c:SUCCEEDED');
    const state = [
      { operations: [{ op: 'updateTask', key: 'b', changes: { tier: 'premium' } } as const], words: 'x' },
      { operations: [{ op: 'addDependency', from: 'a', to: 'c' } as const], words: 'x' },
      addAfter(base, 'task', ['b']),
    ].reduce((before, input) => staged(before, input), base);
    const changes = compareGraphs(state.base, state.draft);
    expect([...changes.marks]).toEqual([
      ['b', 'changed'],
      ['new_task', 'added'],
    ]);
    expect(changes.words.get('b')).toBe('tier standard → premium');
    expect([...changes.invalidated]).toEqual(['c']);
    expect(changes.edges.added).toEqual([
      { from: 'a', to: 'c' },
      { from: 'b', to: 'new_task' },
    ]);
  });
});

describe('arrange', () => {
  const boxes = new Map([
    ['a', { x: 0, y: 0 }],
    ['b', { x: 50, y: 300 }],
    ['c', { x: 20, y: 100 }],
  ]);
  it('aligns, and leaves out what stays', () => {
    expect(arrange(boxes, 'left')).toEqual(
      new Map([
        ['b', { x: 0, y: 300 }],
        ['c', { x: 0, y: 100 }],
      ]),
    );
  });
  it('spreads evenly in the order in which they stand', () => {
    expect(arrange(boxes, 'down')).toEqual(new Map([['c', { x: 20, y: 150 }]]));
  });
});
