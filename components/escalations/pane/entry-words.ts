import type { EscalationEntry, EscalationTier } from '@/lib/contracts/escalation';
import { callerWords, tierWords } from '../escalation-words';

/** What an entry of the thread says: who did what. Its own words stand below. */
export function entryWords({ kind, by, data }: Pick<EscalationEntry, 'kind' | 'by' | 'data'>): { who: string; what: string } {
  const who = callerWords(by);
  switch (kind) {
    case 'opened':
      return { who, what: 'asked' };
    case 'tier':
      return { who, what: tierSentence(data) };
    case 'consulted':
      return { who, what: CONSULTED[text(data.decision)] ?? 'was asked' };
    case 'asked':
      return { who, what: by.startsWith('lead:') ? 'asks back' : 'asked back; the clock stands' };
    case 'answered':
      return { who, what: 'answered' };
    case 'vote':
      return { who, what: text(data.status) === 'REJECTED' ? 'voted against it' : 'approved; more approvals are needed' };
    case 'assigned':
      return { who, what: data.to ? `gave it to ${callerWords(text(data.to))}` : 'gave it back to everybody' };
    case 'delegated':
      return { who, what: `delegated it to ${callerWords(text(data.to))} and stays responsible` };
    case 'snoozed':
      return { who, what: 'put it off' };
    case 'woken':
      return { who, what: 'took it back into the list' };
    case 'decided':
      return { who, what: DECIDED[text(data.status)] ?? 'decided' };
    case 'revoked':
      return { who, what: 'took the approval back' };
    case 'note':
      return { who, what: 'noted' };
  }
}

const CONSULTED: Record<string, string> = {
  // One that counts is the decision itself.
  approve: 'would approve it',
  ask: 'asks back',
  pass: 'passes it on',
  answer: 'answered',
};

const DECIDED: Record<string, string> = {
  APPROVED: 'approved it',
  REJECTED: 'rejected it',
  APPROVED_WITH_CONDITIONS: 'approved it with conditions',
  AUTO_DECIDED: 'decided by the default',
};

function tierSentence(data: EscalationEntry['data']): string {
  const tier = text(data.tier) || text(data.to);
  const to = tier === 'AGENT' || tier === 'LEAD_AGENT' || tier === 'HUMAN' ? tierWords(tier satisfies EscalationTier) : 'the next tier';
  return data.because === 'passed_on' ? `passed it on to ${to}` : `took it to ${to}: nobody answered in time`;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
