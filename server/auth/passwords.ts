import { hash, verify } from '@node-rs/argon2';
import { MAX_PASSWORD_LENGTH, passwordFault } from '@/lib/access/password-policy';
import { invalidInput } from '@/lib/errors';

/** argon2id with the library's defaults: 19 MiB, 2 passes (OWASP's first recommendation). */
export async function hashPassword(password: string): Promise<string> {
  return hash(password);
}

export async function passwordMatches(passwordHash: string, password: string): Promise<boolean> {
  return password.length <= MAX_PASSWORD_LENGTH && verify(passwordHash, password).catch(() => false);
}

/** @throws AppError invalid_input where the policy (lib/access/password-policy.ts) does not take it */
export function checkPasswordPolicy(password: string, email: string): void {
  const fault = passwordFault(password, email);
  if (fault !== null) throw invalidInput('password', fault);
}
