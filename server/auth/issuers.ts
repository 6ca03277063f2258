import type { TokenSet } from 'next-auth';
import type { OAuthConfig } from 'next-auth/providers/oauth';
import { type IssuerIdentity, identityOfClaims, identityOfGithub } from './issuer-identity';

/** A client that we are registered as at an issuer. */
export interface IssuerClient {
  clientId: string;
  clientSecret: string;
}

export interface IssuersConfig {
  oidc: (IssuerClient & { issuer: string; name: string }) | null;
  github: IssuerClient | null;
  google: IssuerClient | null;
}

const CALL_TIMEOUT_MS = 10_000;

/** What next-auth needs of a profile, with what we need beside it. */
export interface IssuerProfile {
  id: string;
  email: string | null;
  name: string | null;
  identity: IssuerIdentity;
}

const profileOf = (identity: IssuerIdentity): IssuerProfile => ({
  id: identity.subject,
  email: identity.email,
  name: identity.name,
  identity,
});

/** OpenID Connect with PKCE, state and nonce. The id token's claims count over those of the userinfo endpoint. */
function openIdProvider(id: string, name: string, client: IssuerClient, issuer: string): OAuthConfig<Record<string, unknown>> {
  return {
    id,
    name,
    type: 'oauth',
    wellKnown: `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`,
    authorization: { params: { scope: 'openid email profile' } },
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    ...client,
    httpOptions: { timeout: CALL_TIMEOUT_MS },
    userinfo: {
      // Many issuers leave the address out of the id token. The library checks that both are of the same subject.
      async request({ client: caller, tokens }) {
        const claims = (tokens as TokenSet & { claims?(): Record<string, unknown> }).claims?.() ?? {};
        if (typeof claims.email === 'string' && 'email_verified' in claims) return claims as never;
        const more = caller.issuer.metadata.userinfo_endpoint ? await caller.userinfo(tokens as never) : {};
        return { ...more, ...claims } as never;
      },
    },
    profile: (claims) => profileOf(identityOfClaims(id, claims)),
  };
}

function githubProvider(client: IssuerClient): OAuthConfig<Record<string, unknown>> {
  const ask = async (path: string, token: string): Promise<unknown> => {
    const answer = await fetch(`https://api.github.com${path}`, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json', 'user-agent': 'signalbox' },
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    if (!answer.ok) throw new Error(`GitHub answered ${answer.status} to ${path}`);
    return answer.json();
  };
  return {
    id: 'github',
    name: 'GitHub',
    type: 'oauth',
    authorization: { url: 'https://github.com/login/oauth/authorize', params: { scope: 'read:user user:email' } },
    token: 'https://github.com/login/oauth/access_token',
    checks: ['pkce', 'state'],
    ...client,
    httpOptions: { timeout: CALL_TIMEOUT_MS },
    userinfo: {
      url: 'https://api.github.com/user',
      async request({ tokens }) {
        const token = tokens.access_token ?? '';
        const [user, emails] = await Promise.all([ask('/user', token), ask('/user/emails', token)]);
        return { ...(user as object), emails } as never;
      },
    },
    profile: (user) => profileOf(identityOfGithub(user)),
  };
}

/** In the order of the sign-in page. */
export function issuerProviders({ oidc, github, google }: IssuersConfig): OAuthConfig<Record<string, unknown>>[] {
  return [
    ...(oidc ? [openIdProvider('oidc', oidc.name, clientOf(oidc), oidc.issuer)] : []),
    ...(github ? [githubProvider(clientOf(github))] : []),
    ...(google ? [openIdProvider('google', 'Google', clientOf(google), 'https://accounts.google.com')] : []),
  ];
}

const clientOf = ({ clientId, clientSecret }: IssuerClient): IssuerClient => ({ clientId, clientSecret });
