import { WORKFLOW_SCHEMA_PATH } from '@/lib/workflow/workflow-schema-path';

/** Where somebody comes from outside: to sign in, by the first link, by an invitation, to a new password. */
const OPEN_PAGES = new Set(['/sign-in', '/welcome', '/invitation', '/new-password']);

/** What a link in a message opens: its token stands for its person. */
const DECISION_PAGE = /^\/decide\/[\w-]{1,200}$/;

/** Whether a path is a page for people who are signed in; the rest is open or asks for itself. */
export function needsSession(pathname: string): boolean {
  if (pathname.startsWith('/api/') || pathname.startsWith('/_next/')) return false;
  // Editors of files fetch it, and they have no session.
  if (DECISION_PAGE.test(pathname) || OPEN_PAGES.has(pathname) || pathname === WORKFLOW_SCHEMA_PATH) return false;
  return !/^\/[\w-]+\.(?:ico|png|svg|txt|webmanifest)$/.test(pathname);
}

/** Where somebody without a session goes, and comes back from: a path of this site only. */
export function signInLocation(pathAndQuery: string): string {
  const back = /^\/(?![/\\])/.test(pathAndQuery) ? pathAndQuery : '/';
  return back === '/' ? '/sign-in' : `/sign-in?callbackUrl=${encodeURIComponent(back)}`;
}
