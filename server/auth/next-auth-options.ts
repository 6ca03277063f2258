import type { NextAuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';
import { unstorableFault } from '@/lib/unstorable';
import type { Log } from '@/server/core/ports/log';
import type { Auth } from './create-auth';
import type { IssuerIdentity } from './issuer-identity';
import { issuerProviders } from './issuers';
import { SESSION_MAX_AGE_SECONDS } from './session-cookie';
import type { Visitor } from './sign-in';

/** What the page is told when there were too many tries, and when the password was right and a code is asked for. */
const TOO_MANY_ATTEMPTS = 'too_many_attempts';

/**
 * With passwords next-auth keeps a JWT only, so it carries the id of a session row (`sid`), which is what counts. The same
 * holds for those who come by an issuer: no adapter, one row.
 */
export function nextAuthOptions(auth: Auth, log: Log, visitor: Visitor): NextAuthOptions {
  return {
    secret: auth.secret,
    useSecureCookies: auth.secure,
    session: { strategy: 'jwt', maxAge: SESSION_MAX_AGE_SECONDS },
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in' },
    providers: [passwordProvider(auth, log, visitor), ...issuerProviders(auth.issuers)],
    callbacks: {
      async signIn({ user, account }) {
        if (account?.type !== 'oauth') return true;
        const identity = 'identity' in user ? (user.identity as IssuerIdentity) : null;
        if (!identity) return false;
        const outcome = await auth.signInByIssuer(identity, visitor);
        if ('refused' in outcome) return `/sign-in?error=${outcome.refused}`;
        // The same object comes to `jwt` below.
        Object.assign(user, { sid: outcome.sessionId, id: outcome.user.id, email: outcome.user.email, name: outcome.user.name });
        return true;
      },
      jwt({ token, user }) {
        if (user && 'sid' in user)
          Object.assign(token, { sid: user.sid, sub: user.id, email: user.email, name: user.name, picture: undefined });
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

function passwordProvider(auth: Auth, log: Log, visitor: Visitor) {
  return CredentialsProvider({
    credentials: { email: { type: 'email' }, password: { type: 'password' }, code: { type: 'text' } },
    async authorize(credentials) {
      if (!credentials?.email || !credentials.password) return null;
      const { email, password, code } = credentials;
      // No account has such an address, and the database would refuse even to look for it.
      if (unstorableFault(`${email}${code ?? ''}`) !== null) return null;
      const signedIn = await auth.signIn({ email, password, code: code || undefined, ...visitor }).catch((error: unknown) => {
        const throttled = error instanceof Error && 'code' in error && error.code === 'too_many_requests';
        if (!throttled) log.error({ err: error }, 'sign-in failed');
        const seconds = throttled && 'retryAfterSeconds' in error ? `:${error.retryAfterSeconds}` : '';
        throw new Error(throttled ? `${TOO_MANY_ATTEMPTS}${seconds}` : 'internal');
      });
      if (typeof signedIn === 'string') throw new Error(signedIn);
      if (!signedIn) return null;
      const { user, sessionId } = signedIn;
      return { id: user.id, email: user.email, name: user.name, sid: sessionId };
    },
  });
}
