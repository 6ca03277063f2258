import { fromMicroUsd } from '@/lib/contracts/common';
import type { RoleDefinition } from '@/server/core/agent/role-definition';
import { roleOf } from '@/server/core/agent/role-of';
import { MAX_QUESTIONS, whyNotApprove } from '@/server/core/escalation/authority';
import { type ConsultQuestion, type ConsultRequest, consultRequest } from '@/server/core/escalation/consult-request';
import { maskWords } from '@/server/core/secret/mask-found';
import { UNREADABLE } from '@/server/engine/settle-consult';
import type { Tx } from '@/server/infra/db/tx';
import { readMaterials } from '@/server/repositories/artifact-repository';
import {
  type ClaimedConsult,
  type ConsultedRun,
  type ConsultedTask,
  countQuestions,
  readConsultedRun,
  readConsultedTask,
  readLastWords,
  readRoles,
} from '@/server/repositories/consult-repository';
import { readRunDefinitions } from '@/server/repositories/definition-repository';
import { type EscalationRow, findEscalation, readEntries } from '@/server/repositories/escalation-repository';
import { readHeldWords } from '@/server/repositories/quarantine-repository';
import { readWorksBehind } from '@/server/repositories/works-behind-repository';

const MAX_TURNS_SHOWN = 4;

/** Everything that somebody who is asked starts from. */
export interface ConsultBriefing {
  asked: EscalationRow;
  run: ConsultedRun;
  role: RoleDefinition | null;
  /** Roles whose own work or question it is. */
  own: ReadonlySet<string>;
  askerRole: string | null;
  request: ConsultRequest | null;
}

/** Null: there is no such escalation any more. Read outside the run's gate: what it decides is looked at again behind it. */
export async function briefConsult(tx: Tx, consult: ClaimedConsult): Promise<ConsultBriefing | null> {
  const { runId } = consult;
  const asked = await findEscalation(tx, consult.escalationId);
  const run = asked && (await readConsultedRun(tx, runId));
  if (!asked || !run) return null;
  const task = asked.node === null ? null : await readConsultedTask(tx, runId, asked.node);
  // A gate looks at the work of others: theirs is what a judge has to see, and may not approve where it is its own.
  const works =
    task && asked.node !== null ? (task.kind === 'agent' ? [asked.node] : await readWorksBehind(tx, runId, task.dependsOn)) : [];
  const definitions = await readRunDefinitions(tx, runId);
  const roleNamed = (name: string) => roleOf({ role: name, definition: definitions?.[name] });
  const role = roleNamed(consult.role);
  const asker = task && asked.askedBy === `agent:${task.key}` ? roleNamed(task.role) : null;
  const own = new Set([...(asker ? [asker.role] : []), ...(await readRoles(tx, runId, works))]);
  const briefing = { asked, run, role, own, askerRole: asker?.role ?? null };
  if (!role) return { ...briefing, request: null };
  const mayAsk = asker !== null && (await countQuestions(tx, asked.id, consult.tier)) < MAX_QUESTIONS;
  const materials = task ? [...(await readMaterials(tx, runId, works)), ...(await wordsOf(tx, asked))] : [];
  const { type, priority, title, description, context, action, askedBy, defaultDecision } = asked;
  const evidence = {
    ...{ goal: run.goal, type, priority, title, description, context, action, askedBy, defaultDecision, task: taskOf(task), materials },
    entries: await readEntries(tx, asked.id),
    spentUsd: fromMicroUsd(run.spentMicroUsd),
    budgetUsd: run.budgetMicroUsd === null ? null : fromMicroUsd(run.budgetMicroUsd),
  };
  const request = consultRequest(evidence, role, questionOf(consult, asked, { own, mayAsk }));
  // What is kept back is kept back here too, wherever somebody has quoted it.
  return { ...briefing, request: { ...request, user: maskWords(request.user, await readHeldWords(tx, runId)) } };
}

function questionOf(
  consult: ClaimedConsult,
  asked: EscalationRow,
  { own, mayAsk }: { own: ReadonlySet<string>; mayAsk: boolean },
): ConsultQuestion {
  const { role, question, askedBy, lastError } = consult;
  const lastProblem = lastError?.startsWith(UNREADABLE) ? lastError.slice(UNREADABLE.length) : null;
  if (consult.kind === 'judge') return { kind: 'judge', mayNotApprove: whyNotApprove(asked, role, own), mayAsk, lastProblem };
  return { kind: 'answer', askedBy: askedBy ?? 'engine', question: question ?? asked.title, lastProblem };
}

/** What its agent said while it worked: it may have asked before it wrote anything. */
async function wordsOf(tx: Tx, { runId, node, taskKey }: EscalationRow) {
  const said = node === null ? [] : await readLastWords(tx, { runId, node }, MAX_TURNS_SHOWN);
  return said.length === 0 ? [] : [{ name: 'what the agent said', type: 'transcript', taskKey, content: said.join('\n\n') }];
}

const taskOf = (task: ConsultedTask | null) => task && { key: task.key, title: task.title, role: task.role, prompt: task.prompt };
