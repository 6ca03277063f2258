'use client';
import { EscalationPane } from './escalation-pane';

/** One question a screen, as on a phone. */
export function EscalationPage({ escalationId }: { escalationId: string }) {
  return <EscalationPane id={escalationId} />;
}
