import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export interface Issuer {
  url: string;
  clientId: string;
  clientSecret: string;
  /** Lets the product at this address in as its client. */
  serve(productUrl: string): void;
  close(): Promise<void>;
}

/** Whom the issuer knows: the login is the subject. `unverified` has an address that nobody checked. */
const claimsOf = (login: string) => ({
  sub: login,
  email: `${login}@example.com`,
  email_verified: login !== 'unverified',
  name: `${login.charAt(0).toUpperCase()}${login.slice(1)} of the issuer`,
});

/** A certified OpenID provider on this machine; it wants PKCE, and its pages ask for any login and consent. */
export async function startIssuer(): Promise<Issuer> {
  let handle: ReturnType<Provider['callback']> | null = null;
  const server = createServer((request, response) => {
    if (handle) void handle(request, response);
    else response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clientId = 'signalbox';
  const clientSecret = 'a secret of the client, long enough';
  return {
    url,
    clientId,
    clientSecret,
    serve(productUrl) {
      const provider = new Provider(url, {
        clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [`${productUrl}/api/auth/callback/oidc`] }],
        claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
        pkce: { required: () => true },
        features: { devInteractions: { enabled: true } },
        findAccount: (_context, login) => ({ accountId: login, claims: async () => claimsOf(login) }),
        cookies: { keys: ['a key of the tests'] },
      });
      handle = provider.callback();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
