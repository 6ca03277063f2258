import { maskSecrets } from '@/server/core/secret/mask-secrets';

/** Takes the given secrets, and whatever looks like one, out of a text that is stored, logged or shown. */
export function createRedactor(secrets: (string | null)[]): (text: string) => string {
  const known = secrets.filter((secret): secret is string => secret !== null && secret.length >= 4);
  return (text) => maskSecrets(known.reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text));
}
