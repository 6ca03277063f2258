/** Where to go after signing in: a path of this site, or the overview. Anything that could lead elsewhere is dropped. */
export function safeCallback(wanted: string | undefined): string {
  if (!wanted) return '/';
  if (!wanted.startsWith('/') || /^\/[/\\]/.test(wanted) || /\p{Cc}/u.test(wanted)) {
    // next-auth sends whole addresses of this site: keep the path of those that parse, and nothing of the host.
    const parsed = URL.canParse(wanted) ? new URL(wanted) : null;
    const isWeb = parsed?.protocol === 'http:' || parsed?.protocol === 'https:';
    return parsed && isWeb && !parsed.pathname.startsWith('//') ? `${parsed.pathname}${parsed.search}` : '/';
  }
  return wanted;
}
