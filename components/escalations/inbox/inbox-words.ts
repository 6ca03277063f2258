import type { EscalationView } from '@/lib/contracts/escalation';
import { callerWords, statusWords } from '../escalation-words';

const two = (value: number): string => String(value).padStart(2, '0');

/** "0:41:10", "−0:03:20" once it is over; days beyond 48 hours. */
export function clockText(leftMs: number): string {
  const seconds = Math.floor(Math.abs(leftMs) / 1_000);
  const hours = Math.floor(seconds / 3_600);
  const text =
    hours >= 48 ? `${Math.floor(hours / 24)} d ${hours % 24} h` : `${hours}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return leftMs < 0 && seconds > 0 ? `−${text}` : text;
}

/** "40 s", "6 min", "2 h", "3 d". */
export function spanWords(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** What stands still because of it, or else what happens by itself. */
export function stakeText({
  blocks,
  subject,
  type,
  defaultDecision,
}: Pick<EscalationView, 'blocks' | 'subject' | 'type' | 'defaultDecision'>): string {
  // Whether its run is paused by it, or asked about beforehand, the row does not know.
  if (subject === 'budget') return 'asks for money';
  if (blocks > 0) return `blocks ${blocks}`;
  // What a program has raised may be about no artifact at all.
  if (type === 'sensitive_data' && subject === 'hold') return 'quarantined';
  return `default: ${defaultDecision}`;
}

/** What came of it and by whom: "Approved by ann". */
export function outcomeWords({ status, decidedBy }: Pick<EscalationView, 'status' | 'decidedBy'>): string {
  const by = decidedBy === null || status === 'AUTO_DECIDED' || status === 'SUPERSEDED' ? '' : ` by ${callerWords(decidedBy)}`;
  return `${statusWords(status)}${by}`;
}
