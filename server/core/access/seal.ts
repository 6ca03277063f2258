import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';

/** A key for one purpose, derived (HKDF-SHA256) from the installation's secret, which is not in the database. */
export function keyFor(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `signalbox ${purpose}`, 32));
}

/** AES-256-GCM. `iv`: 12 random bytes, never twice. `context` is bound to it: a sealed value cannot be moved to another row. */
export function seal(key: Buffer, text: string, { iv, context }: { iv: Uint8Array; context: string }): string {
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return ['v1', ...[iv, cipher.getAuthTag(), body].map((part) => Buffer.from(part).toString('base64url'))].join('.');
}

/** Null where it was sealed with another key, for another row, or changed. */
export function unseal(key: Buffer, sealed: string, context: string): string | null {
  const [version, iv, tag, body] = sealed.split('.');
  if (version !== 'v1' || !iv || !tag || body === undefined) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url')).setAAD(Buffer.from(context));
    decipher.setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

/** For short secrets: without the key a copy of the database does not help to guess them. */
export function keyedHash(key: Buffer, ...parts: string[]): string {
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest('hex');
}
