import { Secret, TOTP } from 'otpauth';

const PERIOD_SECONDS = 30;
/** A code of the step before or after is taken: clocks differ. */
const WINDOW = 1;
export const RECOVERY_CODES = 10;

/** 20 random bytes as base32, the form that authenticator apps take by hand. */
export function totpSecretOf(bytes: Uint8Array): string {
  return new Secret({ buffer: new Uint8Array(bytes).buffer }).base32;
}

const totp = (secret: string, email: string) =>
  new TOTP({ issuer: 'Signalbox', label: email, secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: PERIOD_SECONDS });

/** `otpauth://totp/…`, which a QR code carries. */
export function totpUri(secret: string, email: string): string {
  return totp(secret, email).toString();
}

/** The step of time whose code this is; null where it is none. A step that was used before must not count again. */
export function totpStep(secret: string, code: string, nowMs: number): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const delta = totp(secret, '').validate({ token: code, timestamp: nowMs, window: WINDOW });
  return delta === null ? null : Math.floor(nowMs / 1000 / PERIOD_SECONDS) + delta;
}

/** Without characters that look alike. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** `bytes`: 10 random ones. About 49 bits, as `xxxxx-xxxxx`. */
export function recoveryCodeOf(bytes: Uint8Array): string {
  const letters = [...bytes.slice(0, 10)].map((byte) => ALPHABET[byte % ALPHABET.length] ?? 'a').join('');
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
}

/** What somebody typed, as codes are compared: spaces and dashes do not count. */
export function normalCode(typed: string): string {
  return typed.toLowerCase().replace(/[\s-]/g, '');
}
