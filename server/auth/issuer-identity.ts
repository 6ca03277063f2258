import { z } from 'zod';

/** Who an issuer says somebody is. */
export interface IssuerIdentity {
  provider: string;
  /** Never changes and is never given to somebody else, unlike an e-mail address. */
  subject: string;
  /** Lower case; null where the issuer told none. */
  email: string | null;
  /** The issuer vouches that the address is theirs, now. */
  emailVerified: boolean;
  name: string | null;
}

const clean = (text: string | null | undefined): string | null => text?.replaceAll('\u0000', '').trim().slice(0, 80) || null;
const addressOf = (text: string | null | undefined): string | null =>
  z.email().max(320).safeParse(text).success && text ? text.toLowerCase() : null;

const claimsSchema = z.object({
  sub: z.string().min(1),
  email: z.string().nullish(),
  // Some issuers send it as text.
  email_verified: z.union([z.boolean(), z.string()]).nullish(),
  name: z.string().nullish(),
  preferred_username: z.string().nullish(),
  hd: z.string().nullish(),
});

/** Claims of an id token, or of the userinfo endpoint. @throws ZodError where they are none */
export function identityOfClaims(provider: string, claims: unknown): IssuerIdentity {
  const { sub, email, email_verified, name, preferred_username, hd } = claimsSchema.parse(claims);
  const address = addressOf(email);
  const said = email_verified === true || email_verified === 'true';
  // Google verifies foreign addresses once and cannot know whose they are today: it answers for its own mail and its customers' domains.
  const answersFor = provider !== 'google' || address?.endsWith('@gmail.com') === true || Boolean(hd);
  return { provider, subject: sub, email: address, emailVerified: said && answersFor, name: clean(name ?? preferred_username) };
}

const githubSchema = z.object({
  id: z.union([z.number(), z.string().min(1)]),
  login: z.string(),
  name: z.string().nullish(),
  emails: z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() })).default([]),
});

/** GitHub's user with the answer of `/user/emails`: the address that a profile shows is not a verified one. */
export function identityOfGithub(profile: unknown): IssuerIdentity {
  const { id, login, name, emails } = githubSchema.parse(profile);
  const primary = emails.find((one) => one.primary);
  return {
    provider: 'github',
    subject: String(id),
    email: addressOf(primary?.email),
    emailVerified: primary?.verified === true,
    name: clean(name) ?? clean(login),
  };
}
