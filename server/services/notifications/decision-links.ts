import type { EscalationView } from '@/lib/contracts/escalation';
import type { DecisionLinkView, TakeDecision } from '@/lib/contracts/notification';
import { AppError, invalidInput } from '@/lib/errors';
import { isHighRisk } from '@/lib/escalation/is-high-risk';
import type { Caller } from '@/server/core/access/caller';
import { tellableDescription } from '@/server/core/notification/message';
import { maskDeep } from '@/server/core/secret/mask-found';
import { maskSecrets } from '@/server/core/secret/mask-secrets';
import {
  type DecisionLinkRow,
  findDecisionLink,
  giveBackDecisionLink,
  spendDecisionLink,
} from '@/server/repositories/decision-link-repository';
import { readEscalation } from '@/server/repositories/escalation-view-repository';
import { findToldPerson, type ToldPersonRow } from '@/server/repositories/notification-preference-repository';
import { readHeldWords } from '@/server/repositories/quarantine-repository';
import { hashOfToken } from './deliver';
import type { NotificationsDeps } from './deps';

type LinkDeps = Pick<NotificationsDeps, 'db' | 'deciders' | 'decide'>;
interface Opened {
  link: DecisionLinkRow;
  escalation: EscalationView;
}

/** @throws AppError not_found (never was one, or its run is gone), gone (used, or over) */
async function open({ db }: LinkDeps, token: string): Promise<Opened> {
  const link = await findDecisionLink(db, hashOfToken(token));
  const escalation = link && (await readEscalation(db, link.escalationId));
  if (!link || !escalation) throw new AppError('not_found', 'This link leads nowhere.');
  if (link.usedAt) throw new AppError('gone', 'This link was used already.');
  if (link.isOver) throw new AppError('gone', 'This link is too old.');
  return { link, escalation: maskDeep(escalation, await readHeldWords(db, escalation.runId)) };
}

/** Who it was sent to may decide today as well. @throws AppError forbidden */
async function holderOf({ db, deciders }: LinkDeps, email: string): Promise<ToldPersonRow> {
  const person = await findToldPerson(db, email);
  if (!person || !deciders.includes(person.role)) throw new AppError('forbidden', 'Whom this link was sent to may not decide any more.');
  return person;
}

/** What the link is about: changes nothing. No evidence, and nothing that was kept back: whoever has the link sees it. @throws AppError */
export async function lookAtDecision(deps: LinkDeps, token: string): Promise<DecisionLinkView> {
  const { link, escalation } = await open(deps, token);
  await holderOf(deps, link.person);
  const { type, tier, priority, status, title, taskKey, createdAt, deadlineAt, runGoal, defaultDecision, decidedBy } = escalation;
  return {
    ...{ type, tier, priority, status, taskKey, createdAt, deadlineAt, defaultDecision, decidedBy },
    ...{ title: maskSecrets(title), runGoal: maskSecrets(runGoal), description: tellableDescription(escalation) },
    ...{ person: link.person, expiresAt: link.expiresAt.toISOString(), reasonNeeded: isHighRisk(escalation) },
  };
}

export const callerOf = ({ id, email, name, role }: ToldPersonRow): Caller => ({ kind: 'user', id, name: email, role, displayName: name });

/**
 * Decides as the person whom the link was sent to; once. What was refused gives the link back.
 * @throws AppError not_found, gone, forbidden, conflict (decided meanwhile), invalid_input (a reason is needed)
 */
export async function takeDecision(deps: LinkDeps, { token, status, note }: TakeDecision): Promise<{ status: string }> {
  const { link, escalation } = await open(deps, token);
  const person = await holderOf(deps, link.person);
  if (isHighRisk(escalation) && !note?.trim()) throw invalidInput('note', 'a reason is needed for what is of high risk');
  const hash = hashOfToken(token);
  if (!(await spendDecisionLink(deps.db, hash))) throw new AppError('gone', 'This link was used already.');
  try {
    const decided = await deps.decide({ escalationId: escalation.id, status, ...(note ? { note } : {}) }, callerOf(person));
    return { status: decided.status };
  } catch (error) {
    await giveBackDecisionLink(deps.db, hash);
    throw error;
  }
}
