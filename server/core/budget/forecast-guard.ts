import { fromMicroUsd } from '@/lib/contracts/common';
import type { EditableTask } from '@/lib/contracts/edit';
import type { MeanRow } from '../forecast/expect-task';
import { forecastOf } from '../forecast/forecast-edit';
import type { RunHead } from '../run/head';
import type { SpecRow } from '../task/spec';

/** So many like tasks have to be measured before somebody is asked because of them: of the same role, tier and kind. */
const MEASURED = 20;

/**
 * What a run that has not begun is expected to cost, US dollars, where that is beyond its budget. Null: its budget suffices, or not all of it
 * is known by tasks that were measured. Neither is asked about a budget that no single task of it fits into: its first call says so for the
 * price of one call.
 */
export function forecastBeyond(
  head: Pick<RunHead, 'spentMicroUsd' | 'budgetMicroUsd'>,
  specs: readonly SpecRow[],
  means: readonly MeanRow[],
  blockThreshold: number,
): number | null {
  if (head.budgetMicroUsd === null) return null;
  const measured = new Map(means.filter(({ count }) => count >= MEASURED).map((mean) => [likeness(mean), mean]));
  const tasks = pending(specs);
  const paid = tasks.filter((task) => !asksNobody(task));
  if (paid.some((task) => !measured.has(likeness(task)))) return null;
  const { after } = forecastOf({ version: 0, tasks: [] }, { version: 1, tasks }, [...measured.values()]);
  const left = fromMicroUsd(head.budgetMicroUsd) * blockThreshold - fromMicroUsd(head.spentMicroUsd);
  const dearest = paid.reduce((most, task) => Math.max(most, measured.get(likeness(task))?.costUsd ?? 0), 0);
  return after.costUsd > left && dearest < left ? after.costUsd : null;
}

const likeness = ({ role, tier, kind }: { role: string; tier: string; kind: string }): string => `${kind} ${role} ${tier}`;

/** As the forecast has it: conditions are evaluated, and people are not paid for here. */
const asksNobody = ({ kind, gate }: Pick<EditableTask, 'kind' | 'gate'>): boolean =>
  kind === 'branch' || (kind === 'gate' && (gate?.type === 'expression' || gate?.type === 'human'));

function pending(specs: readonly SpecRow[]): EditableTask[] {
  const keyOf = new Map(specs.map(({ node, key }) => [node, key]));
  const keysOf = (nodes: readonly number[]): string[] => nodes.flatMap((node) => keyOf.get(node) ?? []);
  return specs.map(({ node: _node, next: _next, branch, ...spec }) => ({
    ...spec,
    kind: spec.kind as EditableTask['kind'],
    branch: branch && { condition: branch.condition, ifTrue: keysOf(branch.ifTrue), ifFalse: keysOf(branch.ifFalse) },
    dependsOn: keysOf(spec.dependsOn),
    ...{ status: 'PENDING', started: false, waitingFor: null, invalidated: false, resolved: false, chosen: null },
  }));
}
