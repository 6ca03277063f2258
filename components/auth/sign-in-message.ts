const ISSUER_REFUSALS: Record<string, string> = {
  not_invited: 'You proved who you are, but nobody invited this e-mail address to Signalbox. Ask an admin for an invitation.',
  disabled: 'This account is disabled. An admin can enable it again.',
  email_unverified: 'The issuer does not vouch for your e-mail address. Verify it there, then try again.',
  wrong_domain: 'E-mail addresses of this domain are not let in here. Use another account, or ask an admin.',
  two_factor: 'This account has two-factor sign-in here: sign in with password and code. Without two-factor it can be joined to an issuer.',
  linked_elsewhere: 'This account is joined to another person of that issuer. Sign in as that one, or with your password.',
};
const ISSUER_FAULTS = ['OAuthSignin', 'OAuthCallback', 'Callback', 'OAuthCreateAccount', 'OAuthAccountNotLinked'];

/** Why signing in failed and what to do now. `error` is what next-auth or an issuer's way back says, `status` the HTTP status (0: no answer). */
export function signInMessage(error: string | null, status: number): string {
  if (status === 429 || /too[_ ]?many|throttle/i.test(error ?? '')) {
    const seconds = Number(/:(\d+)$/.exec(error ?? '')?.[1]);
    const wait = seconds > 0 ? `${Math.ceil(seconds / 60)} min` : 'up to 15 minutes';
    return `Too many tries for this account or from this address. Wait ${wait}, then try again.`;
  }
  if (error === 'CredentialsSignin') {
    return 'E-mail and password do not match an account. Check both, then try again.';
  }
  if (error === 'code_wrong') return 'The code does not match. Enter the one that your app shows now; each counts once.';
  const refusal = ISSUER_REFUSALS[error ?? ''];
  if (refusal) return refusal;
  if (ISSUER_FAULTS.includes(error ?? '')) {
    return 'The issuer did not let you in, or did not answer as it should. Try again; if it stays so, the server’s log has the reason.';
  }
  if (status === 0) return 'The server does not answer. Check that Signalbox is running, then try again.';
  return 'Signing in failed on the server. Try again; if it stays so, its log has the reason.';
}
