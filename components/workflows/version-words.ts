import { compareGraphs, type Mark } from '@/components/run-editor/compare-graphs';
import { indexOf } from '@/components/run-editor/edit-state';
import type { EditableGraph } from '@/lib/contracts/edit';
import type { WorkflowDraft } from '@/lib/contracts/workflow';
import { gateWords, namesOf, valueWords } from '@/lib/graph-edit/edit-words';

export interface VersionWord {
  words: string;
  mark: Mark;
}

/** What is other in a version, in sentences; `from` and `to` are the graphs of its tasks. */
export function versionWords(before: WorkflowDraft, after: WorkflowDraft, from: EditableGraph, to: EditableGraph): VersionWord[] {
  return [...bodyWords(before, after), ...taskWords(from, to)];
}

function bodyWords(before: WorkflowDraft, after: WorkflowDraft): VersionWord[] {
  const found: VersionWord[] = [];
  const say = (mark: Mark, words: string) => void found.push({ mark, words });
  if (before.title !== after.title) say('changed', `Title ${valueWords('title', before.title)} → ${valueWords('title', after.title)}`);
  if (before.description !== after.description) say('changed', 'Description rewritten');
  if (before.goal !== after.goal) say('changed', 'Goal rewritten');
  if (before.budgetUsd !== after.budgetUsd)
    say('changed', `Budget in dollars ${valueWords('budget', before.budgetUsd)} → ${valueWords('budget', after.budgetUsd)}`);
  if (!isSame(before.tags, after.tags)) say('changed', `Tags ${valueWords('tags', before.tags)} → ${valueWords('tags', after.tags)}`);
  const had = new Map(before.inputs.map((input) => [input.name, input]));
  const has = new Set(after.inputs.map((input) => input.name));
  for (const input of after.inputs) {
    const was = had.get(input.name);
    if (!was) say('added', `Input ${input.name} added (${input.type})`);
    else if (!isSame(was, input)) say('changed', `Input ${input.name} changed`);
  }
  for (const { name } of before.inputs) if (!has.has(name)) say('removed', `Input ${name} removed`);
  return found;
}

function taskWords(from: EditableGraph, to: EditableGraph): VersionWord[] {
  const { marks, words, edges } = compareGraphs(from, to);
  const [before, after] = [indexOf(from), indexOf(to)];
  const titleOf = (key: string) => after.get(key)?.title ?? before.get(key)?.title ?? key;
  const found = [...marks].map(([key, mark]): VersionWord => {
    if (mark === 'removed') return { mark, words: `${titleOf(key)} removed` };
    if (mark === 'changed') return { mark, words: `${titleOf(key)}: ${words.get(key) ?? 'changed'}` };
    const task = after.get(key);
    const kind = task?.kind === 'gate' ? ` (gate: ${gateWords(task.gate?.type ?? '')})` : task?.kind === 'branch' ? ' (branch)' : '';
    const waits = task && task.dependsOn.length > 0 ? ` after ${namesOf(task.dependsOn, titleOf)}` : '';
    return { mark, words: `${titleOf(key)} added${kind}${waits}` };
  });
  // Edges of what came or went are said with it.
  const isKept = ({ from: one, to: other }: { from: string; to: string }) =>
    marks.get(other) !== 'added' && marks.get(other) !== 'removed' && marks.get(one) !== 'removed';
  const came = edges.added.filter(isKept);
  const went = edges.removed.filter(isKept);
  return [
    ...found,
    ...came.map((edge): VersionWord => ({ mark: 'added', words: `${titleOf(edge.to)} waits for ${titleOf(edge.from)}` })),
    ...went.map((edge): VersionWord => ({ mark: 'removed', words: `${titleOf(edge.to)} no longer waits for ${titleOf(edge.from)}` })),
  ];
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
