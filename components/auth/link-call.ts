import { readProblem } from './read-problem';

/** Whom a link is for. */
export interface LinkView {
  email: string;
  role: string;
  expiresAt: string;
}

export interface LinkFault {
  message: string;
  /** By field. */
  fields: Record<string, string>;
  /** The link is of no use any more. */
  isDead: boolean;
}

async function post(action: string, body: unknown): Promise<{ ok: true; body: unknown } | { ok: false; fault: LinkFault }> {
  const fault = (message: string, isDead = false, fields = {}) => ({ ok: false as const, fault: { message, isDead, fields } });
  let answer: Response;
  try {
    answer = await fetch(`/api/links/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch {
    return fault('The server does not answer. Check that Signalbox is running, then try again.');
  }
  const json: unknown = await answer.json().catch(() => null);
  if (answer.ok) return { ok: true, body: json };
  const { detail, code, issues } = readProblem(json);
  const fields = Object.fromEntries(issues.map(({ path, message }) => [path, message]));
  const isDead = code === 'gone' || 'token' in fields;
  return fault(isDead ? 'This link was used, taken back, or is too old.' : (detail ?? 'The server failed. Try again.'), isDead, fields);
}

export async function lookAtLink(kind: 'invitation' | 'password', token: string): Promise<LinkView | LinkFault> {
  const answer = await post(`look-${kind}`, { token });
  return answer.ok ? (answer.body as LinkView) : answer.fault;
}

/** What has become of it, or why it was not done. */
export async function decideByLink(body: { token: string; status: string; note?: string }): Promise<{ status: string } | LinkFault> {
  const answer = await post('decide', body);
  return answer.ok ? (answer.body as { status: string }) : answer.fault;
}

/** Null: done. */
export async function takeLink(action: 'accept-invitation' | 'use-password', body: Record<string, string>): Promise<LinkFault | null> {
  const answer = await post(action, body);
  return answer.ok ? null : answer.fault;
}
