import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';

const IV_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1';

/** A key of its own for each purpose, derived from the installation's secret (HKDF-SHA256). */
function keyOf(secret: string, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `signalbox ${purpose}`, 32));
}

/**
 * Encrypts what must be read again later, such as the key of an endpoint (AES-256-GCM). `about` binds it to its place: moved to
 * another one it does not open. `iv`: 12 random bytes, never used twice.
 */
export function seal(text: string, options: { secret: string; purpose: string; about: string; iv: Uint8Array }): string {
  if (options.iv.length !== IV_BYTES) throw new Error(`The initialisation vector must have ${IV_BYTES} bytes`);
  const cipher = createCipheriv('aes-256-gcm', keyOf(options.secret, options.purpose), options.iv);
  cipher.setAAD(Buffer.from(options.about));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `${VERSION}.${Buffer.concat([options.iv, cipher.getAuthTag(), sealed]).toString('base64url')}`;
}

/** Null: sealed under another secret, for another place, or changed since. */
export function unseal(sealed: string, options: { secret: string; purpose: string; about: string }): string | null {
  const [version, body] = sealed.split('.');
  if (version !== VERSION || body === undefined) return null;
  const bytes = Buffer.from(body, 'base64url');
  if (bytes.length < IV_BYTES + TAG_BYTES) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(options.secret, options.purpose), bytes.subarray(0, IV_BYTES));
    decipher.setAAD(Buffer.from(options.about));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
