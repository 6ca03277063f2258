import type { EditableGraph, EditOperationInput } from '@/lib/contracts/edit';
import type { TaskDraft } from '@/lib/contracts/task';
import { outputReferences } from '@/lib/graph/output-references';
import { draftsOf } from './drafts';

/** Tasks as they were copied, with the edges among them and those that came in from elsewhere. */
export interface Subgraph {
  drafts: TaskDraft[];
}

/** In the order of the graph. */
export function copySubgraph(graph: EditableGraph, keys: Iterable<string>): Subgraph {
  const wanted = new Set(keys);
  return { drafts: draftsOf(graph).filter(({ key, role }) => wanted.has(key) && role !== 'planner') };
}

export interface Pasted {
  operations: EditOperationInput[];
  /** From the copied keys to the new ones. */
  keyOf: ReadonlyMap<string, string>;
}

/**
 * Puts a copy in: keys are renamed where they are taken, edges among the tasks are kept, and so are the names of values in prompts and
 * conditions. From elsewhere a copy waits for that alone whose values its prompt names; with `outer` for all that is there still.
 */
export function pasteSubgraph(
  graph: EditableGraph,
  { drafts }: Subgraph,
  options: { outer?: boolean; taken?: ReadonlySet<string> } = {},
): Pasted {
  const present = new Set(graph.tasks.map(({ key }) => key));
  const taken = new Set([...present, ...(options.taken ?? [])]);
  const keyOf = new Map<string, string>();
  for (const { key } of drafts) {
    const free = freeKey(key, taken);
    taken.add(free);
    keyOf.set(key, free);
  }
  const inner = (keys: readonly string[]) => keys.flatMap((key) => keyOf.get(key) ?? []);
  const adds = inOrder(withNamed(drafts)).map((draft): EditOperationInput => {
    const named = namedBy(draft);
    const elsewhere = [...(options.outer ? draft.dependsOn : []), ...named].filter((key) => !keyOf.has(key) && present.has(key));
    const dependsOn = [...new Set([...inner(draft.dependsOn), ...elsewhere])];
    return { op: 'addTask', task: { ...renamed(draft, keyOf), dependsOn } };
  });
  // A branch comes before what waits for it plainly, and its ways may come later still: they are told to it at the end.
  const ways = drafts.flatMap(({ key, branch }): EditOperationInput[] => {
    if (!branch) return [];
    const [ifTrue, ifFalse] = [inner(branch.ifTrue), inner(branch.ifFalse)];
    const condition = renameOutputs(branch.condition, keyOf);
    if (ifTrue.length + ifFalse.length === 0) return [];
    return [{ op: 'updateTask', key: keyOf.get(key) ?? key, changes: { branch: { condition, ifTrue, ifFalse } } }];
  });
  return { operations: [...adds, ...ways], keyOf };
}

/** `review`, `review_2`, `review_3` …; 80 characters at most. */
export function freeKey(key: string, taken: ReadonlySet<string>): string {
  if (!taken.has(key)) return key;
  const stem = key.replace(/_\d+$/, '');
  for (let number = 2; ; number += 1) {
    const end = `_${number}`;
    const candidate = `${stem.slice(0, 80 - end.length)}${end}`;
    if (!taken.has(candidate)) return candidate;
  }
}

function renamed(draft: TaskDraft, keyOf: ReadonlyMap<string, string>): TaskDraft {
  const { gate, branch } = draft;
  return {
    ...draft,
    key: keyOf.get(draft.key) ?? draft.key,
    ...(draft.prompt ? { prompt: renameReferences(draft.prompt, keyOf) } : {}),
    ...(gate?.condition ? { gate: { ...gate, condition: renameOutputs(gate.condition, keyOf) } } : {}),
    ...(branch ? { branch: { condition: renameOutputs(branch.condition, keyOf), ifTrue: [], ifFalse: [] } } : {}),
  };
}

function renameReferences(prompt: string, keyOf: ReadonlyMap<string, string>): string {
  return outputReferences(prompt).reduce((text, reference) => {
    const key = keyOf.get(reference.key);
    if (key === undefined || key === reference.key) return text;
    return text.replaceAll(reference.text, () => `{{tasks.${key}.outputs.${reference.path.join('.')}}}`);
  }, prompt);
}

/** `outputs.review` and `outputs["review"]` in a condition. */
function renameOutputs(condition: string, keyOf: ReadonlyMap<string, string>): string {
  return condition
    .replace(/\boutputs\.([A-Za-z_]\w*)/g, (text, key: string) => (keyOf.has(key) ? `outputs.${keyOf.get(key)}` : text))
    .replace(/\boutputs\[(["'])([^"'\\]+)\1\]/g, (text, quote: string, key: string) =>
      keyOf.has(key) ? `outputs[${quote}${keyOf.get(key)}${quote}]` : text,
    );
}

const namedBy = ({ prompt }: TaskDraft): string[] => outputReferences(prompt ?? '').map(({ key }) => key);

/** What stood between a task and one whose value it names may not be in the copy: then it waits for that itself. */
function withNamed(drafts: readonly TaskDraft[]): TaskDraft[] {
  const dependsOn = new Map(drafts.map((draft) => [draft.key, new Set(draft.dependsOn)]));
  for (const { key, branch } of drafts)
    for (const way of [...(branch?.ifTrue ?? []), ...(branch?.ifFalse ?? [])]) dependsOn.get(way)?.add(key);
  return drafts.map((draft) => {
    const named = namedBy(draft).filter((key) => dependsOn.has(key));
    if (named.length === 0) return draft;
    const above = new Set(dependsOn.get(draft.key));
    for (const key of above) for (const one of dependsOn.get(key) ?? []) above.add(one);
    return { ...draft, dependsOn: [...new Set([...draft.dependsOn, ...named.filter((key) => !above.has(key))])] };
  });
}

/** What waits for another stands behind it; the ways of branches do not count. */
function inOrder(drafts: readonly TaskDraft[]): TaskDraft[] {
  const byKey = new Map(drafts.map((draft) => [draft.key, draft]));
  const ordered = new Set<TaskDraft>();
  for (const draft of drafts) {
    const open = [draft];
    for (let one = open.at(-1); one; one = open.at(-1)) {
      const first = one.dependsOn.map((key) => byKey.get(key)).find((before) => before && !ordered.has(before));
      if (first) open.push(first);
      else {
        ordered.add(one);
        open.pop();
      }
    }
  }
  return [...ordered];
}
