import type { TaskDraft, TaskKind } from '@/lib/contracts/task';
import type { Issue } from '@/lib/errors';

/** `{{tasks.survey.outputs.region.name}}`: a value of what another task hands on, in a prompt. */
export interface OutputReference {
  /** As it stands in the prompt, braces and all. */
  text: string;
  key: string;
  /** Names below the outputs; a number is an index of a list. */
  path: string[];
}

const REFERENCE = /\{\{\s*tasks\.([A-Za-z][A-Za-z0-9_.-]*?)\.outputs((?:\.[A-Za-z0-9_-]+)+)\s*\}\}/g;

export function outputReferences(prompt: string): OutputReference[] {
  return [...prompt.matchAll(REFERENCE)].map(([text, key = '', path = '']) => ({ text, key, path: path.slice(1).split('.') }));
}

/** Every reference must name a task upstream and a value that its schema has. `drafts` is a graph without cycles. */
export function outputReferenceIssues(drafts: readonly TaskDraft[], path = 'tasks'): Issue[] {
  const byKey = new Map(drafts.map((draft) => [draft.key, draft]));
  return drafts.flatMap((draft, index) => {
    const references = outputReferences(draft.prompt ?? '');
    if (references.length === 0) return [];
    const upstream = upstreamOf(draft, byKey);
    return references.flatMap((reference) => {
      const problem = referenceProblem(reference, byKey.get(reference.key), () => upstream.has(reference.key));
      return problem ? [{ path: `${path}.${index}.prompt`, message: `${reference.text}: ${problem}` }] : [];
    });
  });
}

function upstreamOf(draft: TaskDraft, byKey: ReadonlyMap<string, TaskDraft>): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...draft.dependsOn];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (found.has(key)) continue;
    found.add(key);
    open.push(...(byKey.get(key)?.dependsOn ?? []));
  }
  return found;
}

/** What is wrong with a reference to `source`; null where nothing is. */
export function referenceProblem(
  { key, path }: OutputReference,
  source: { kind: TaskKind; outputs?: Record<string, unknown> | null } | undefined,
  isUpstream: () => boolean,
): string | null {
  if (!source) return `there is no task "${key}"`;
  if (!isUpstream()) return `"${key}" does not come before this task; add it to dependsOn`;
  const schema = source.kind === 'agent' ? source.outputs : JUDGED;
  if (!schema) return `"${key}" has no outputs; give it an \`outputs\` schema`;
  return missingName(schema, path);
}

/** What every gate and branch hands on; `verdict` is a gate's. */
const JUDGED = { properties: { result: {}, by: {}, condition: {}, evidence: {}, findings: {}, verdict: {} } };

/** Walks as far as the schema says what is there; what it leaves open cannot be checked before it is written. */
function missingName(schema: Record<string, unknown>, path: readonly string[]): string | null {
  let current: unknown = schema;
  for (const name of path) {
    if (typeof current !== 'object' || current === null) return null;
    const { properties, additionalProperties, items } = current as Record<string, unknown>;
    if (/^\d+$/.test(name) && items !== undefined) {
      current = items;
      continue;
    }
    if (typeof properties !== 'object' || properties === null) return null;
    if (!Object.hasOwn(properties, name)) {
      return additionalProperties === true
        ? null
        : `the outputs have no "${name}"; they have ${Object.keys(properties).join(', ') || 'nothing'}`;
    }
    current = (properties as Record<string, unknown>)[name];
  }
  return null;
}

/** Values of other tasks are as long as this at most where they stand in a prompt; the artifact has the whole. */
export const MAX_VALUE_CHARACTERS = 8_000;

/** Puts the values in. Texts stand as they are, anything else as JSON; what was not handed on is `null`. */
export function fillOutputs(prompt: string, outputsOf: (key: string) => Record<string, unknown> | undefined): string {
  return prompt.replace(REFERENCE, (_text, key: string, path: string) => {
    let value: unknown = outputsOf(key);
    for (const name of path.slice(1).split('.')) {
      value =
        typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    }
    const shown = typeof value === 'string' ? value : JSON.stringify(value ?? null);
    return shown.length > MAX_VALUE_CHARACTERS ? `${shown.slice(0, MAX_VALUE_CHARACTERS)} … (cut)` : shown;
  });
}
