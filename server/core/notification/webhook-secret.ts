import { createHmac } from 'node:crypto';

/**
 * The secret of a webhook that we call (Standard Webhooks: base64 behind `whsec_`), derived from the installation's: nothing secret is stored, and a new
 * version makes another one.
 */
export function webhookTargetSecret(installationSecret: string, webhookId: string, version: number): string {
  const mac = createHmac('sha256', installationSecret).update(JSON.stringify(['webhook target', webhookId, version]));
  return `whsec_${mac.digest('base64')}`;
}

/** What a message's link carries: the same at every try of one delivery, and nothing that a database alone could make. */
export function decisionToken(installationSecret: string, deliveryId: string, person: string): string {
  const mac = createHmac('sha256', installationSecret).update(JSON.stringify(['decision link', deliveryId, person.toLowerCase()]));
  return mac.digest('base64url');
}
