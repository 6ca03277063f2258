import { hash, verify } from '@node-rs/argon2';
import { invalidInput } from '@/lib/errors';

export const MIN_PASSWORD_LENGTH = 10;
const MAX_PASSWORD_LENGTH = 200;

/** argon2id with the library's defaults: 19 MiB, 2 passes (OWASP's first recommendation). */
export async function hashPassword(password: string): Promise<string> {
  return hash(password);
}

export async function passwordMatches(passwordHash: string, password: string): Promise<boolean> {
  return password.length <= MAX_PASSWORD_LENGTH && verify(passwordHash, password).catch(() => false);
}

/**
 * @throws AppError invalid_input where the password is too short, too long or the e-mail address itself
 */
export function checkPasswordPolicy(password: string, email: string): void {
  if (password.length < MIN_PASSWORD_LENGTH) throw invalidInput('password', `must have at least ${MIN_PASSWORD_LENGTH} characters`);
  if (password.length > MAX_PASSWORD_LENGTH) throw invalidInput('password', `must have at most ${MAX_PASSWORD_LENGTH} characters`);
  if (password.toLowerCase() === email.toLowerCase()) throw invalidInput('password', 'must not be the e-mail address');
}
