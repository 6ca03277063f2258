import type { Issue } from '@/lib/errors';
import { type OutputReference, outputReferences, referenceProblem } from '@/lib/graph/output-references';
import type { TouchedTask } from './types';
import type { Workspace } from './workspace';

/** What only the finished graph can break: values that prompts name. Looks at what the edit can have broken alone. */
export function wholeGraphIssues(work: Workspace, touched: readonly TouchedTask[]): Issue[] {
  const issues: Issue[] = [];
  for (const key of suspects(work, touched)) {
    const prompt = work.tasks.get(key)?.prompt ?? '';
    if (!prompt.includes('{{')) continue;
    for (const reference of outputReferences(prompt)) {
      const problem = referenceProblem(reference, work.tasks.get(reference.key), () => work.isAbove(reference.key, key));
      if (problem)
        issues.push({ path: culprit(work, key, reference), message: `the prompt of "${key}" holds ${reference.text}: ${problem}` });
    }
  }
  return issues;
}

/** Whose prompt is another, and what stands below a dependency or outputs that are gone. */
function suspects(work: Workspace, touched: readonly TouchedTask[]): Set<string> {
  const found = new Set(work.blame.prompt.keys());
  const below = new Set<string>();
  const open: string[] = [];
  for (const { key, before, after } of touched) {
    if (before && after?.dependsOn && before.dependsOn.some((from) => !after.dependsOn.includes(from))) open.push(key);
    if (before && before.outputs !== after?.outputs) open.push(...work.dependents(key));
  }
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (below.has(key)) continue;
    below.add(key);
    found.add(key);
    open.push(...work.dependents(key));
  }
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
