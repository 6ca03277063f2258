import type { NextAuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';
import type { Log } from '@/server/core/ports/log';
import type { Auth } from './create-auth';
import { PEER_HEADER } from './peer-header';
import { SESSION_MAX_AGE_SECONDS } from './session-cookie';

/** What the page is told when there were too many tries. */
const TOO_MANY_ATTEMPTS = 'too_many_attempts';

/** With passwords next-auth keeps a JWT only, so it carries the id of a session row (`sid`), which is what counts. */
export function nextAuthOptions(auth: Auth, log: Log): NextAuthOptions {
  return {
    secret: auth.secret,
    useSecureCookies: auth.secure,
    session: { strategy: 'jwt', maxAge: SESSION_MAX_AGE_SECONDS },
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in' },
    providers: [
      CredentialsProvider({
        credentials: { email: { type: 'email' }, password: { type: 'password' } },
        async authorize(credentials, request) {
          if (!credentials?.email || !credentials.password) return null;
          const signedIn = await auth
            .signIn({
              email: credentials.email,
              password: credentials.password,
              ip: String(request.headers?.[PEER_HEADER] ?? 'unknown'),
              userAgent: request.headers?.['user-agent'] ?? null,
            })
            .catch((error: unknown) => {
              const throttled = error instanceof Error && 'code' in error && error.code === 'too_many_requests';
              if (!throttled) log.error({ err: error }, 'sign-in failed');
              throw new Error(throttled ? TOO_MANY_ATTEMPTS : 'internal');
            });
          if (!signedIn) return null;
          const { user, sessionId } = signedIn;
          return { id: user.id, email: user.email, name: user.name, sid: sessionId };
        },
      }),
    ],
    callbacks: {
      jwt({ token, user }) {
        if (user && 'sid' in user) token.sid = user.sid;
        return token;
      },
      session({ session, token }) {
        return { ...session, user: { email: token.email, name: token.name } };
      },
    },
    events: {
      async signOut({ token }) {
        if (typeof token?.sid === 'string') await auth.signOut(token.sid);
      },
    },
    logger: {
      error: (code, metadata) => log.warn({ code, metadata: metadata instanceof Error ? metadata.message : undefined }, 'next-auth'),
      warn: (code) => log.info({ code }, 'next-auth'),
      debug: () => {},
    },
  };
}
