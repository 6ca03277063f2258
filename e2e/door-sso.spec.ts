import type { Browser, Page } from '@playwright/test';
import { query } from './support/login';
import { type Issuer, startIssuer } from './support/oidc';
import { type Product, startProduct } from './support/product';
import { createRunApi, type RunApi } from './support/run-api';
import { expect, test } from './support/test';

// A product of its own: the one that the other files share is not needed.
test.use({ storageState: undefined, baseURL: undefined });

let issuer: Issuer;
let product: Product;
let api: RunApi;
test.beforeAll(async () => {
  test.setTimeout(240_000);
  issuer = await startIssuer();
  const env = {
    SIGNALBOX_OIDC_ISSUER: issuer.url,
    SIGNALBOX_OIDC_CLIENT_ID: issuer.clientId,
    SIGNALBOX_OIDC_CLIENT_SECRET: issuer.clientSecret,
    SIGNALBOX_OIDC_NAME: 'Harbour login',
  };
  product = await startProduct({ redis: false, env });
  issuer.serve(product.url);
  api = createRunApi(product);
});
test.afterAll(async () => {
  await product?.stop();
  await issuer?.close();
});

/** Through the issuer's pages and back. A fresh browser each time: the issuer remembers who was there. */
async function comeAs(browser: Browser, login: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: product.url });
  const page = await context.newPage();
  const asked = page.waitForRequest((request) => request.url().startsWith(`${issuer.url}/auth?`));
  await page.goto('/sign-in?callbackUrl=%2Fsettings%2Faccount');
  await expect(page.getByRole('button', { name: /GitHub|Google/ }), 'only what is configured').toHaveCount(0);
  await page.getByRole('button', { name: 'Continue with Harbour login' }).click();
  const question = new URL((await asked).url()).searchParams;
  for (const part of ['state', 'nonce', 'code_challenge']) expect(question.get(part), part).toMatch(/^[\w-]{20,}$/);
  expect(question.get('code_challenge_method')).toBe('S256');
  await page.getByPlaceholder('Enter any login').fill(login);
  await page.getByPlaceholder('and password').fill('anything');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(`${product.url}/**`);
  return page;
}

const refusal = (page: Page) => page.getByRole('alert').filter({ hasText: /\S/ });

test('an issuer brings who was invited, and nobody else', async ({ browser }) => {
  const stranger = await comeAs(browser, 'grace');
  await expect(stranger).toHaveURL(/\/sign-in\?error=not_invited/);
  await expect(refusal(stranger)).toContainText('nobody invited this e-mail address');

  await api.read('/invitations', { method: 'POST', body: { email: 'grace@example.com', role: 'operator' } });
  const page = await comeAs(browser, 'grace');
  await expect(page).toHaveURL(/\/settings\/account$/);
  await expect(page.getByLabel('Name')).toHaveValue('Grace of the issuer');
  await expect(page.getByText('joined to single sign-on (grace@example.com)')).toBeVisible();
  await expect(page.getByText('by oidc')).toBeVisible();
  const cookies = await page.context().cookies();
  const session = cookies.find(({ name }) => name === 'next-auth.session-token');
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  for (const name of ['next-auth.state', 'next-auth.pkce.code_verifier', 'next-auth.nonce']) {
    expect(cookies.find((cookie) => cookie.name === name)?.value ?? '', `${name} is used up`).toBe('');
  }

  const people = await api.read<{ items: { id: string; email: string; role: string }[] }>('/users');
  const grace = people.items.find(({ email }) => email === 'grace@example.com');
  expect(grace?.role).toBe('operator');
  await api.read(`/users/${grace?.id}/disable`, { method: 'POST' });
  await expect(page, 'the live page is shown out').toHaveURL(/\/sign-in/, { timeout: 20_000 });
  const disabled = await comeAs(browser, 'grace');
  await expect(refusal(disabled)).toContainText('This account is disabled');
  const actions = await query<{ action: string }>(
    product,
    `SELECT action FROM audit_log WHERE target_name = 'grace@example.com' ORDER BY id`,
  );
  expect(actions.map(({ action }) => action)).toEqual([
    'invitation.create',
    'invitation.accept',
    'user.link',
    'session.create',
    'user.disable',
    'session.refuse',
  ]);
});

test('an account is joined by its verified address alone', async ({ browser }) => {
  const admin = await comeAs(browser, 'ada');
  await expect(admin).toHaveURL(/\/settings\/account$/);
  await expect(admin.getByText(/ada@example\.com · admin/)).toBeVisible();
  await query(product, `INSERT INTO users (email, name, role) VALUES ('unverified@example.com', 'x', 'admin')`);
  const unverified = await comeAs(browser, 'unverified');
  await expect(refusal(unverified)).toContainText('does not vouch for your e-mail address');
});

test('a way back that nobody began, or with another state, leads nowhere', async ({ browser }) => {
  const context = await browser.newContext({ baseURL: product.url });
  const page = await context.newPage();
  await page.goto(`${product.url}/api/auth/callback/oidc?code=abc&state=forged`);
  await expect(page).toHaveURL(/\/sign-in\?(.*&)?error=OAuthCallback/);
  await expect(refusal(page)).toContainText('The issuer did not let you in');
  expect((await context.cookies()).some(({ name }) => name === 'next-auth.session-token')).toBe(false);
});
