import { decode } from 'next-auth/jwt';

/** How long a session lives at most, whatever is done in it. */
export const SESSION_MAX_AGE_SECONDS = 30 * 24 * 60 * 60;

/** next-auth's names; the `__Secure-` one where people come by https. */
export function sessionCookieName(secure: boolean): string {
  return secure ? '__Secure-next-auth.session-token' : 'next-auth.session-token';
}

/** One cookie of a `Cookie` header. A quoted value is answered without its quotes. */
export function readCookie(header: string, name: string): string | null {
  for (const part of header.split(';')) {
    const equals = part.indexOf('=');
    if (equals < 0 || part.slice(0, equals).trim() !== name) continue;
    return part
      .slice(equals + 1)
      .trim()
      .replace(/^"(.*)"$/, '$1');
  }
  return null;
}

/** Id of the session row that a cookie carries; null for a cookie we did not make or that is past its time. */
export async function sessionIdOf(cookieHeader: string | null, options: { secret: string; secure: boolean }): Promise<string | null> {
  const token = cookieHeader === null ? null : readCookie(cookieHeader, sessionCookieName(options.secure));
  if (!token) return null;
  const payload = await decode({ token, secret: options.secret }).catch(() => null);
  return typeof payload?.sid === 'string' ? payload.sid : null;
}
