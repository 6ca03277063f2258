import { describe, expect, it } from 'vitest';
import type { PictureTask } from '@/lib/contracts/edit';
import { changePictures, placePicture } from './picture-model';

const task = (key: string, dependsOn: string[] = [], more: Partial<PictureTask> = {}): PictureTask => ({
  key,
  title: key.toUpperCase(),
  role: 'tech_lead',
  kind: 'agent',
  phase: null,
  status: 'PENDING',
  dependsOn,
  ...more,
});
const marksOf = (picture: { nodes: { key: string; mark: string | null }[] }) =>
  Object.fromEntries(picture.nodes.flatMap(({ key, mark }) => (mark ? [[key, mark]] : [])));
const edgeMarks = (picture: { edges: { from: string; to: string; mark: string | null }[] }) =>
  picture.edges.flatMap(({ from, to, mark }) => (mark ? [`${mark} ${from}>${to}`] : []));

describe('a graph before and behind a change', () => {
  const before = [task('a'), task('b', ['a']), task('old', ['a']), task('end', ['b', 'old'])];
  const after = [task('a', [], { status: 'SUCCEEDED' }), task('b', ['a']), task('end', ['gate']), task('gate', ['b', 'a'])];
  const { before: past, after: now, hidden } = changePictures({ before, after, changed: ['b'] }, false);

  it('marks what came, went and changed, each where it is seen', () => {
    expect(marksOf(past)).toEqual({ b: 'changed', old: 'removed' });
    expect(marksOf(now)).toEqual({ b: 'changed', gate: 'added' });
    expect(edgeMarks(past).sort()).toEqual(['removed a>old', 'removed b>end', 'removed old>end']);
    expect(edgeMarks(now).sort()).toEqual(['added a>gate', 'added b>gate', 'added gate>end']);
    expect(hidden).toBe(0);
  });

  it('keeps each task in its place and shows it as it was', () => {
    for (const node of past.nodes) {
      const same = now.nodes.find((other) => other.key === node.key);
      if (same) expect([same.x, same.y]).toEqual([node.x, node.y]);
    }
    expect(past.nodes.find((node) => node.key === 'a')?.status).toBe('PENDING');
    expect(now.nodes.find((node) => node.key === 'a')?.status).toBe('SUCCEEDED');
  });
});

it('draws an edge that was turned round, although both ways together are a cycle', () => {
  const { before, after } = changePictures(
    { before: [task('a'), task('b', ['a']), task('c', ['b'])], after: [task('a', ['c']), task('b'), task('c', ['b'])], changed: [] },
    false,
  );
  expect(edgeMarks(before)).toEqual(['removed a>b']);
  expect(edgeMarks(after)).toEqual(['added c>a']);
  expect(after.nodes.every((node) => Number.isFinite(node.x) && Number.isFinite(node.y))).toBe(true);
});

it('shows of a large graph what stands beside the change, and all of it when asked', () => {
  const chain = Array.from({ length: 200 }, (_, index) => task(`t${index}`, index > 0 ? [`t${index - 1}`] : []));
  const change = { before: chain, after: chain, changed: ['t100'] };
  const near = changePictures(change, false);
  expect(near.after.nodes.map((node) => node.key)).toEqual(['t99', 't100', 't101']);
  expect(near.hidden).toBe(197);
  expect(changePictures(change, true).after.nodes).toHaveLength(200);
});

it('draws no more than a screenful beside a task of a thousand edges', () => {
  const fan = [task('root'), ...Array.from({ length: 1000 }, (_, index) => task(`leaf${index}`, ['root']))];
  expect(changePictures({ before: fan, after: fan, changed: ['root'] }, false).after.nodes.length).toBeLessThanOrEqual(62);
});

it('leaves out edges to what is not drawn', () => {
  const picture = placePicture(
    [{ key: 'a', title: 'A', status: 'PENDING', kind: 'agent', mark: null }],
    [{ from: 'x', to: 'a', mark: null }],
  );
  expect(picture.edges).toEqual([]);
});

it('has room for edges that go round boxes', () => {
  const node = (key: string) => ({ key, title: key, status: 'PENDING', kind: 'agent', mark: null });
  const edge = (from: string, to: string) => ({ from, to, mark: null });
  const picture = placePicture(['a', 'b', 'c', 'd', 'e'].map(node), [
    edge('a', 'b'),
    edge('b', 'c'),
    edge('c', 'd'),
    edge('a', 'd'),
    edge('a', 'e'),
  ]);
  const heights = picture.edges.flatMap(({ path }) => [...path.matchAll(/-?[\d.]+ (-?[\d.]+)/g)].map((match) => Number(match[1])));
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(picture.top);
  expect(Math.max(...heights)).toBeLessThanOrEqual(picture.top + picture.height);
});
