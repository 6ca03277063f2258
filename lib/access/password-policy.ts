export const MIN_PASSWORD_LENGTH = 12;
export const MAX_PASSWORD_LENGTH = 200;

/** What people choose when twelve characters are asked for. Compared without case, digits and signs at the end, and doubled words. */
const COMMON = new Set(
  `password passwort passw0rd p@ssword p@ssw0rd letmein welcome admin administrator changeme qwerty qwertyuiop qwertzuiop azertyuiop
   asdfghjkl zxcvbnm qwertyuiopasdf 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y iloveyou sunshine princess football baseball superman batman
   dragon monkey master shadow trustno1 starwars whatever secret default temporary signalbox mypassword thisismypassword
   passwordpassword testtesttest correcthorsebatterystaple`.split(/\s+/),
);

/** "Password2026!!" is "password" with something after it. */
const bare = (password: string): string => password.toLowerCase().replace(/[\d\W_]+$/, '');

/** One short piece over and over: "abcabcabcabc", "111111111111". */
const repeats = (password: string): boolean => /^(.{1,6}?)\1+.{0,5}$/s.test(password);

const ROWS = ['abcdefghijklmnopqrstuvwxyz', '01234567890123456789', 'qwertyuiopasdfghjklzxcvbnm', 'qwertzuiopasdfghjklyxcvbnm'];
const reversed = (text: string): string => [...text].reverse().join('');

function isRun(password: string): boolean {
  const lower = password.toLowerCase();
  return ROWS.some((row) => row.includes(lower) || reversed(row).includes(lower));
}

/** Why a password is not accepted, in words that follow "Password: "; null where it is. */
export function passwordFault(password: string, email: string): string | null {
  if (password.length < MIN_PASSWORD_LENGTH) return `must have at least ${MIN_PASSWORD_LENGTH} characters`;
  if (password.length > MAX_PASSWORD_LENGTH) return `must have at most ${MAX_PASSWORD_LENGTH} characters`;
  if (password.includes('\u0000')) return 'must not contain a NUL character';
  if (password.toLowerCase() === email.toLowerCase()) return 'must not be the e-mail address';
  if (COMMON.has(password.toLowerCase()) || COMMON.has(bare(password))) return 'is one of the first that anybody would try';
  if (repeats(password) || isRun(password)) return 'is a pattern that is guessed at once';
  return null;
}

export type PasswordStrength = 'refused' | 'fair' | 'good' | 'strong';

/** Of a password that the policy takes: by its length and its kinds of characters. Words, not a promise. */
export function passwordStrength(password: string, email: string): PasswordStrength {
  if (passwordFault(password, email) !== null) return 'refused';
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^\p{L}\d]/u].filter((kind) => kind.test(password)).length;
  const different = new Set(password).size;
  const points = password.length + 2 * kinds + Math.min(different, 12) / 2;
  return points >= 32 ? 'strong' : points >= 25 ? 'good' : 'fair';
}
