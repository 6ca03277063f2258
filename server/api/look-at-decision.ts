import type { DecisionLinkView } from '@/lib/contracts/notification';
import { PEER_HEADER } from '@/server/auth/peer-header';
import { readInstance } from './context';
import { expectedFacts } from './errors';

/** For the page of a decision link, which needs no session: what it is about, or why it cannot be used. Counted by address. */
export async function lookAtDecisionLink(
  token: string,
  headers: { get(name: string): string | null },
): Promise<{ view: DecisionLinkView } | { fault: string }> {
  const door = readInstance();
  try {
    await door.auth.limitDecisions(headers.get(PEER_HEADER) ?? 'unknown');
    return { view: await door.services.notifications.lookAtDecision(token) };
  } catch (error) {
    const facts = expectedFacts(error);
    if (facts) return { fault: facts.message };
    door.log.error({ err: error }, 'a decision link could not be read');
    return { fault: 'The server failed. Try again.' };
  }
}
