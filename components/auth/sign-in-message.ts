/** Why signing in failed and what to do now. `error` is what next-auth says, `status` the HTTP status (0: no answer). */
export function signInMessage(error: string | null, status: number): string {
  if (status === 429 || /too[_ ]?many|throttle/i.test(error ?? '')) {
    return 'Too many tries for this account or from this address. Wait up to 15 minutes, then try again.';
  }
  if (error === 'CredentialsSignin') {
    return 'E-mail and password do not match an account. Check both, then try again.';
  }
  if (status === 0) return 'The server does not answer. Check that Signalbox is running, then try again.';
  return 'Signing in failed on the server. Try again; if it stays so, its log has the reason.';
}
