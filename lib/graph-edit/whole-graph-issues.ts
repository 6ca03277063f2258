import type { Issue } from '@/lib/errors';
import { type OutputReference, outputReferences, referenceProblem } from '@/lib/graph/output-references';
import type { TouchedTask } from './types';
import type { Workspace } from './workspace';

/** What only the finished graph can break: values that prompts name. Looks at what the edit can have broken alone. */
export function wholeGraphIssues(work: Workspace, touched: readonly TouchedTask[]): Issue[] {
  const issues: Issue[] = [];
  const below = new Map<string, ReadonlySet<string>>();
  const isUpstream = (source: string, key: string): boolean => {
    if (work.tasks.get(key)?.dependsOn.includes(source)) return true;
    const found = below.get(source) ?? reached([source], (one) => work.dependents(one));
    below.set(source, found);
    return source !== key && found.has(key);
  };
  const check = (key: string, sources?: ReadonlySet<string>) => {
    const prompt = work.tasks.get(key)?.prompt ?? '';
    if (!prompt.includes('{{')) return;
    for (const reference of outputReferences(prompt)) {
      if (sources && !sources.has(reference.key)) continue;
      const problem = referenceProblem(reference, work.tasks.get(reference.key), () => isUpstream(reference.key, key));
      if (problem)
        issues.push({ path: culprit(work, key, reference), message: `the prompt of "${key}" holds ${reference.text}: ${problem}` });
    }
  };
  const { sources, places } = losses(work, touched);
  for (const key of work.blame.prompt.keys()) check(key);
  if (sources.size === 0) return issues;
  for (const key of reached(places, (one) => work.dependents(one))) if (!work.blame.prompt.has(key)) check(key, sources);
  return issues;
}

/** Up to here one search each is cheaper than all that is above. */
const FEW = 4;

/** Tasks whose values may be out of reach now, and where from: there and below it. */
function losses(work: Workspace, touched: readonly TouchedTask[]): { sources: Set<string>; places: string[] } {
  const sources = new Set<string>();
  const places: string[] = [];
  const cutOff: string[] = [];
  for (const { key, before, after } of touched) {
    if (!before) continue;
    if (before.outputs !== after?.outputs) {
      sources.add(key);
      places.push(...work.dependents(key));
    }
    const lost = before.dependsOn.filter((from) => after && !after.dependsOn.includes(from));
    const above = lost.length > FEW ? reached([key], (one) => work.tasks.get(one)?.dependsOn ?? []) : null;
    const isAbove = (from: string) => above?.has(from) ?? work.isAbove(from, key);
    // Through what is gone it waited for more, which it may not have joined.
    for (const from of reached(lost, (one) => (work.tasks.has(one) ? [] : (work.before.get(one)?.dependsOn ?? [])))) {
      if (work.tasks.has(from) && isAbove(from)) continue;
      places.push(key);
      cutOff.push(from);
    }
  }
  for (const key of reached(cutOff, (one) => work.tasks.get(one)?.dependsOn ?? [])) sources.add(key);
  return { sources, places };
}

/** They themselves, and all that the steps lead to. */
function reached(keys: readonly string[], step: (key: string) => readonly string[]): Set<string> {
  const found = new Set(keys);
  for (const key of found) for (const one of step(key)) found.add(one);
  return found;
}

/** The operation that broke it: that which took the source away, wrote the prompt, changed the outputs, or cut the way between them. */
function culprit(work: Workspace, key: string, { key: source }: OutputReference): string {
  const { gone, prompt, outputs, cut } = work.blame;
  const named = gone.get(source) ?? prompt.get(key) ?? outputs.get(source);
  if (named !== undefined) return named;
  const above = [...cut].find(([at]) => at === key || work.isAbove(at, key));
  return above?.[1] ?? 'operations';
}
