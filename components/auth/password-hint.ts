import { MIN_PASSWORD_LENGTH, passwordFault, passwordStrength } from '@/lib/access/password-policy';

const WORDS = { fair: 'Fair: longer is better.', good: 'Good.', strong: 'Strong.' } as const;

/** The policy, and of what is typed so far how good it is, in words. */
export function passwordHint(password: string, email: string): string {
  if (password.length < MIN_PASSWORD_LENGTH)
    return `At least ${MIN_PASSWORD_LENGTH} characters, not a common one. A sentence is easy to remember.`;
  const fault = passwordFault(password, email);
  if (fault !== null) return `Not accepted: it ${fault}.`;
  const strength = passwordStrength(password, email);
  return strength === 'refused' ? '' : WORDS[strength];
}
