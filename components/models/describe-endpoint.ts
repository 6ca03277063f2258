import type { EndpointHealth, EndpointView, HealthWindow } from '@/lib/contracts/model';
import { formatCount, plural } from '@/lib/format/count';

/** "820 ms", "1.4 s", "12 s": latencies, read at a glance. */
export function formatLatency(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 10_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 1_000)} s`;
}

/** "600 requests and 90,000 tokens a minute", "no limit". */
export function describeLimits({
  requestsPerMinute,
  tokensPerMinute,
}: Pick<EndpointView, 'requestsPerMinute' | 'tokensPerMinute'>): string {
  const parts = [
    ...(requestsPerMinute === null ? [] : [plural(requestsPerMinute, 'request')]),
    ...(tokensPerMinute === null ? [] : [`${formatCount(tokensPerMinute)} tokens`]),
  ];
  return parts.length === 0 ? 'no limit' : `${parts.join(' and ')} a minute`;
}

export function describeKey({ apiKey }: Pick<EndpointView, 'apiKey'>): string {
  if (apiKey === null) return 'no key';
  if (!apiKey.readable) return 'key cannot be read: enter it again';
  return apiKey.last4 === null ? 'key set' : `key …${apiKey.last4}`;
}

/** "rate_limited 12, server_error 3". */
export function describeErrors({ errors }: Pick<HealthWindow, 'errors'>): string {
  return errors.map(({ code, count }) => `${code.replaceAll('_', ' ')} ${formatCount(count)}`).join(', ');
}

/** How an endpoint stands, in a word and in a sentence. */
export function standingOf(health: EndpointHealth | undefined): {
  tone: 'good' | 'warn' | 'bad' | 'neutral';
  word: string;
  meaning: string;
} {
  if (!health) return { tone: 'neutral', word: 'unknown', meaning: 'Its health is not known yet.' };
  if (health.circuit === 'open')
    return {
      tone: 'bad',
      word: 'left alone',
      meaning: 'It failed several times in a row: for a while the next endpoint of the tier is asked first.',
    };
  if (health.circuit === 'half_open')
    return { tone: 'warn', word: 'tried again', meaning: 'After a pause one call finds out whether it answers again.' };
  const { calls, errors } = health.last15Minutes;
  if (calls === 0) return { tone: 'neutral', word: 'idle', meaning: 'Nothing was asked of it in the last 15 minutes.' };
  const failed = errors.reduce((sum, { count }) => sum + count, 0);
  return failed === 0
    ? { tone: 'good', word: 'healthy', meaning: 'Every call of the last 15 minutes was answered.' }
    : { tone: 'warn', word: 'some errors', meaning: `${formatCount(failed)} of ${plural(calls, 'call')} failed in the last 15 minutes.` };
}

/** Moves an item of a list one place up or down; the same list where it cannot go there. */
export function moved<T>(list: readonly T[], index: number, by: -1 | 1): readonly T[] {
  const item = list[index];
  const other = list[index + by];
  if (item === undefined || other === undefined) return list;
  return list.map((one, at) => (at === index ? other : at === index + by ? item : one));
}
