/** Whether a path is a page for people who are signed in; the rest is open or asks for itself. */
export function needsSession(pathname: string): boolean {
  if (pathname.startsWith('/api/') || pathname.startsWith('/_next/')) return false;
  if (pathname === '/sign-in' || pathname === '/welcome') return false;
  return !/^\/[\w-]+\.(?:ico|png|svg|txt|webmanifest)$/.test(pathname);
}

/** Where somebody without a session goes, and comes back from: a path of this site only. */
export function signInLocation(pathAndQuery: string): string {
  const back = /^\/(?![/\\])/.test(pathAndQuery) ? pathAndQuery : '/';
  return back === '/' ? '/sign-in' : `/sign-in?callbackUrl=${encodeURIComponent(back)}`;
}
