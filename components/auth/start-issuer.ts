import { signIn } from 'next-auth/react';

/** Leaves for an issuer's page. Rejects where this server does not answer. */
export async function startIssuer(id: string, callbackUrl: string): Promise<void> {
  await signIn(id, { callbackUrl });
}
