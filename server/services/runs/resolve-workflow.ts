import type { CreateRun } from '@/lib/contracts/run';
import { AppError, invalidInput } from '@/lib/errors';
import { fillWorkflow } from '@/lib/workflow/fill-workflow';
import type { Tx } from '@/server/infra/db/tx';
import { findWorkflow } from '@/server/repositories/workflow-repository';

interface ResolvedRun {
  /** As if somebody had written goal, tasks and documents by hand. */
  input: CreateRun & { goal: string };
  workflow: { key: string; version: number } | null;
}

/**
 * Puts in place of a workflow what it says for the values that were given.
 * @throws AppError invalid_input with the path of each fault: an unknown workflow, a missing, ill-typed or unknown input
 */
export async function resolveWorkflow(tx: Tx, asked: CreateRun): Promise<ResolvedRun> {
  const { workflow: key, workflowInputs = {}, ...rest } = asked;
  if (key === undefined) {
    if (rest.goal === undefined) throw invalidInput('goal', 'must say what should be reached');
    return { input: { ...rest, goal: rest.goal }, workflow: null };
  }
  const workflow = await findWorkflow(tx, key);
  if (!workflow) throw invalidInput('workflow', `there is no workflow "${key}"`);
  const filled = fillWorkflow(workflow.body, workflowInputs, {
    documents: rest.inputs,
    ...(rest.goal === undefined ? {} : { goal: rest.goal }),
  });
  if (!filled.ok)
    throw new AppError('invalid_input', filled.issues.map(({ path, message }) => `${path}: ${message}`).join('; '), filled.issues);
  const { goal, tasks, documents } = filled.run;
  const budgetUsd = rest.budgetUsd ?? workflow.body.budgetUsd;
  return {
    input: { ...rest, goal, inputs: [...rest.inputs, ...documents], ...(tasks ? { tasks } : {}), ...(budgetUsd ? { budgetUsd } : {}) },
    workflow: { key, version: workflow.version },
  };
}
