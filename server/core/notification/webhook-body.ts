import { maskSecrets } from '../secret/mask-secrets';
import { type Notice, tellableDescription } from './message';

/** The body of a webhook (Standard Webhooks: type, timestamp, data). The evidence is fetched by who may, over the API. */
export function webhookBodyOf({ kind, facts, url }: Notice, at: Date): string {
  const { id, runId, taskKey, type, tier, priority, status, askedBy, createdAt, deadlineAt, defaultDecision } = facts;
  const { assignedTo, decision, decidedBy, blocks } = facts;
  const [title, runGoal] = [maskSecrets(facts.title), maskSecrets(facts.runGoal)];
  const note = facts.note && maskSecrets(facts.note);
  const escalation = {
    ...{ id, runId, runGoal, taskKey, type, tier, priority, status, title, description: tellableDescription(facts), askedBy, createdAt },
    ...{ deadlineAt, defaultDecision, assignedTo, decision, decidedBy, note, blocks, url },
  };
  return JSON.stringify({ type: `escalation.${kind}`, timestamp: at.toISOString(), data: { escalation } });
}
