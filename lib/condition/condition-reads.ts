import { parseCondition } from './parse-condition';

/** What of a run has to be read for a condition; `outputs` null: all of them. */
export function conditionReads(source: string): { tasks: boolean; outputs: string[] | null } {
  const read = parseCondition(source);
  if (!read.ok) return { tasks: false, outputs: [] };
  const outputs = new Set<string>();
  let all = false;
  let tasks = false;
  for (const [root, first] of read.parsed.inventory.paths.values()) {
    if (root === 'run' && (first === undefined || first === 'tasks')) tasks = true;
    if (root !== 'outputs') continue;
    if (first === undefined) all = true;
    else outputs.add(String(first));
  }
  return { tasks, outputs: all ? null : [...outputs] };
}
