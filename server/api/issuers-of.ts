import { readInstance } from './context';

/** Who vouches for people here, for the buttons of the sign-in page. */
export function issuersOf(): { id: string; name: string }[] {
  const { oidc, github, google } = readInstance().auth.issuers;
  return [
    ...(oidc ? [{ id: 'oidc', name: oidc.name }] : []),
    ...(github ? [{ id: 'github', name: 'GitHub' }] : []),
    ...(google ? [{ id: 'google', name: 'Google' }] : []),
  ];
}
