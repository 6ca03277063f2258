import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far the sender's clock and the way here may be off. */
export const SIGNATURE_WINDOW_SECONDS = 300;
/** Lets secret scanners find a leaked one. */
const PREFIX = 'whsec_';
const MAX_SIGNATURES = 5;

/**
 * The secret of a webhook, derived (HMAC-SHA256) from the installation's secret: nothing secret is stored, and a new version makes
 * another one. Who has only the database cannot make it.
 */
export function webhookSecret(installationSecret: string, webhookId: string, version: number): string {
  const mac = createHmac('sha256', installationSecret).update(JSON.stringify(['webhook', webhookId, version]));
  return PREFIX + mac.digest('base64url');
}

/** Hex of HMAC-SHA256 over `<seconds>.<body>`. */
export function signatureOf(secret: string, seconds: number, body: Uint8Array): string {
  return createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex');
}

export type SignatureCheck = { ok: true; signature: string } | { ok: false; why: string };

/** Checks `t=<seconds>,v1=<hex>`. The signature that is right is returned: a second delivery with it is a repeat. */
export function checkSignature(header: string | null, secret: string, body: Uint8Array, nowMs: number): SignatureCheck {
  if (header === null) return { ok: false, why: 'The header X-Signalbox-Signature is missing' };
  const parts = header.split(',').map((part) => part.trim());
  const time = parts.flatMap((part) => /^t=(\d{1,12})$/.exec(part)?.[1] ?? []);
  const given = parts.flatMap((part) => /^v1=([0-9a-f]{64})$/i.exec(part)?.[1]?.toLowerCase() ?? []);
  const [seconds] = time.map(Number);
  if (seconds === undefined || time.length > 1 || given.length === 0 || given.length > MAX_SIGNATURES) {
    return { ok: false, why: 'X-Signalbox-Signature must read t=<unix seconds>,v1=<hex of HMAC-SHA256>' };
  }
  const right = signatureOf(secret, seconds, body);
  // The comparison comes before the clock: an old signature that is also wrong is wrong.
  if (!given.some((one) => isSame(one, right))) return { ok: false, why: 'The signature does not match body and secret' };
  if (Math.abs(nowMs / 1000 - seconds) > SIGNATURE_WINDOW_SECONDS) {
    return { ok: false, why: `The signature's time is more than ${SIGNATURE_WINDOW_SECONDS / 60} minutes from now` };
  }
  return { ok: true, signature: `${seconds}:${right}` };
}

const isSame = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'));
