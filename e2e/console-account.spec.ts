import { Secret, TOTP } from 'otpauth';
import { login, query } from './support/login';
import { expect, test } from './support/test';

const NOBODY = { cookies: [], origins: [] };

const PASSWORD = 'correct horse battery';
const codeOf = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret) }).generate();

test('a second factor is set up, asked for, and replaced by a recovery code', async ({ page, browser, product, faults }) => {
  faults.expect(/401|422/);
  await page.goto('/settings/account');
  await page.getByRole('button', { name: 'Set up two-factor' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Password').fill('wrong');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog.getByRole('alert')).toContainText('is not your password');
  await dialog.getByLabel('Password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog.getByRole('img', { name: 'QR code' })).toBeVisible();
  const secret = (await dialog.locator('code').textContent()) ?? '';
  await dialog.getByRole('textbox', { name: 'Code' }).fill(codeOf(secret));
  await dialog.getByRole('button', { name: 'Turn on two-factor' }).click();
  await expect(dialog.getByRole('listitem')).toHaveCount(10);
  const recovery = (await dialog.getByRole('listitem').first().textContent()) ?? '';
  await dialog.getByRole('button', { name: 'Done, I have them' }).click();
  await expect(page.getByText('10 of 10 recovery codes left')).toBeVisible();

  const other = await (await browser.newContext({ baseURL: product.url, storageState: NOBODY })).newPage();
  await other.goto('/sign-in');
  await other.getByLabel('E-mail').fill(product.adminEmail);
  await other.getByLabel('Password').fill(PASSWORD);
  await other.getByRole('button', { name: 'Sign in' }).click();
  await other.getByLabel('Code').fill(codeOf(secret));
  await other.getByRole('button', { name: 'Continue' }).click();
  await expect(other.getByRole('alert').filter({ hasText: 'The code does not match' }), 'the confirmation used it').toBeVisible();
  await other.getByLabel('Code').fill(recovery);
  await other.getByRole('button', { name: 'Continue' }).click();
  await expect(other).toHaveURL(`${product.url}/`);

  // Sessions: the other one is ended, and its page is shown out.
  await page.reload();
  await expect(page.getByText('this one')).toBeVisible();
  await page.getByRole('button', { name: 'End all others' }).click();
  await expect(page.getByRole('button', { name: 'End all others' })).toHaveCount(0);
  await expect(other).toHaveURL(/\/sign-in/, { timeout: 20_000 });

  await page.getByRole('button', { name: 'Turn off two-factor' }).click();
  await query(product, 'UPDATE users SET totp_last_step = NULL');
  await dialog.getByLabel('Password').fill(PASSWORD);
  await dialog.getByRole('textbox', { name: 'Code' }).fill(codeOf(secret));
  await dialog.getByRole('button', { name: 'Turn off two-factor' }).click();
  await expect(page.getByRole('button', { name: 'Set up two-factor' })).toBeVisible();
});

test('somebody changes name and password, on a phone', async ({ browser, product }) => {
  const storageState = await login(product, { email: 'pat@example.com', role: 'viewer' });
  const context = await browser.newContext({ baseURL: product.url, storageState, viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto('/settings/account');
  await page.getByLabel('Name').fill('Pat the Pilot');
  await page.getByRole('button', { name: 'Save name' }).click();
  await page.getByLabel('New password').fill('tides turn at noon here');
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByText('Password changed')).toBeVisible();
  await page.getByLabel('Current password').fill('wrong');
  await page.getByLabel('New password').fill('tides turn at midnight');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('is not your password')).toBeVisible();
  await page.goto('/settings/people');
  await expect(page.getByText('Only admins use this page')).toBeVisible();
});
