import type { TryAgentInput, TryEvent } from '@/lib/contracts/agent-try';

/** Why a try did not begin, in words for the person. */
export class TryRefused extends Error {}

/** Sends a message and hands over each event as it comes. Aborting the signal stops the try on the server too. @throws TryRefused */
export async function streamTry(input: TryAgentInput, signal: AbortSignal, onEvent: (event: TryEvent) => void): Promise<void> {
  const { role, ...body } = input;
  const response = await fetch(`/api/v1/agents/${role}/try`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  });
  if (!response.ok || !response.body) {
    const problem: unknown = await response.json().catch(() => null);
    const detail = typeof problem === 'object' && problem !== null && 'detail' in problem ? String(problem.detail) : '';
    throw new TryRefused(detail || `The server answered ${response.status}.`);
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onEvent(JSON.parse(line) as TryEvent);
  }
}
