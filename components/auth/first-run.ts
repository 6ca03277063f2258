import { readProblem } from './read-problem';

export interface FirstRunFault {
  message: string | null;
  /** By name of the form's field. */
  fields: { email?: string; password?: string };
  /** The link cannot be used again: filling in the form anew does not help. */
  linkIsDead: boolean;
}

/** Sends the first account. Null: it is made. */
export async function postFirstRun(body: { token: string; email: string; password: string; name?: string }): Promise<FirstRunFault | null> {
  let answer: Response;
  try {
    answer = await fetch('/api/first-run', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch {
    return {
      message: 'The server does not answer. Check that Signalbox is running, then try again.',
      fields: {},
      linkIsDead: false,
    };
  }
  if (answer.ok) return null;
  const { detail, issues } = readProblem(await answer.json().catch(() => null));
  return readFirstRunFault(answer.status, detail, issues);
}

export function readFirstRunFault(
  status: number,
  detail: string | undefined,
  issues: readonly { path: string; message: string }[],
): FirstRunFault {
  const messageAt = (path: string) => issues.find((issue) => issue.path === path)?.message;
  const fields = { email: messageAt('email'), password: messageAt('password') };
  if ([401, 403, 404, 409, 410].includes(status) || messageAt('token')) {
    return { message: 'This sign-in link has expired, was used, or is not complete.', fields, linkIsDead: true };
  }
  if (status === 429) return { message: 'Too many tries. Wait a minute, then try again.', fields, linkIsDead: false };
  const shownAtField = fields.email ?? fields.password;
  return {
    message: shownAtField ? null : (detail ?? 'The server could not make the account. Try again; its log has the reason.'),
    fields,
    linkIsDead: false,
  };
}
