/** Leaves for the sign-in page, which comes back here afterwards. */
export function goToSignIn(): void {
  if (window.location.pathname === '/sign-in') return;
  const back = `${window.location.pathname}${window.location.search}`;
  window.location.assign(`/sign-in?callbackUrl=${encodeURIComponent(back)}`);
}
