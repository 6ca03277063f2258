import { expect, test } from './support/test';

const NOBODY = { cookies: [], origins: [] };

const link = /\/(invitation|new-password)#token=[\w-]{43}$/;

test('somebody is invited, comes, gets another role at once, forgets the password, and is shown out', async ({
  page,
  browser,
  product,
}) => {
  await page.goto('/settings/people');
  await expect(page.getByText('Nobody is invited at the moment.')).toBeVisible();
  await page.getByRole('button', { name: 'Invite somebody' }).click();
  await page.getByLabel('E-mail').fill('orla@kilrush.example');
  await page.getByLabel('Role', { exact: true }).click();
  await page.getByRole('option', { name: /Viewer/ }).click();
  await page.getByRole('button', { name: 'Make the link' }).click();
  const dialog = page.getByRole('dialog', { name: 'Copy the invitation now' });
  const url = (await dialog.locator('code').textContent()) ?? '';
  expect(url).toMatch(link);
  await dialog.getByRole('button', { name: 'Done, I have it' }).click();
  await expect(page.getByText('orla@kilrush.example')).toBeVisible();

  const elsewhere = await browser.newContext({ baseURL: product.url, storageState: NOBODY });
  const orla = await elsewhere.newPage();
  await orla.goto(url);
  await expect(orla.getByText('orla@kilrush.example')).toBeVisible();
  await orla.getByLabel('Your name').fill('Orla Devane');
  const password = orla.getByLabel('Password');
  await password.fill('password12345');
  await expect(orla.getByText('Not accepted: it is one of the first')).toBeVisible();
  await password.fill('the gate is closed on Tuesdays');
  await expect(orla.getByText('Strong.')).toBeVisible();
  await orla.getByRole('button', { name: 'Create account and sign in' }).click();
  await expect(orla).toHaveURL(`${product.url}/`);
  await expect(orla.getByRole('button', { name: 'Account' }).filter({ visible: true })).toContainText('Orla Devane');

  const stranger = await (await browser.newContext({ storageState: NOBODY })).newPage();
  await stranger.goto(url);
  await expect(stranger.getByRole('alert').filter({ hasText: 'This link was used' })).toBeVisible();

  await page.reload();
  const row = page.getByRole('listitem').filter({ hasText: 'orla@kilrush.example' });
  await row.getByLabel('Role of orla@kilrush.example').click();
  await page.getByRole('option', { name: /Operator/ }).click();
  await expect(row.getByLabel('Role of orla@kilrush.example')).toHaveText('Operator');
  const me = await elsewhere.request.get('/api/v1/me');
  expect(await me.json()).toMatchObject({ role: 'operator', displayName: 'Orla Devane' });

  await row.getByRole('button', { name: 'More for orla@kilrush.example' }).click();
  await page.getByRole('menuitem', { name: 'Link to a new password' }).click();
  const reset = page.getByRole('dialog', { name: 'Copy the link now' });
  const resetUrl = (await reset.locator('code').textContent()) ?? '';
  expect(resetUrl).toMatch(link);
  await reset.getByRole('button', { name: 'Done, I have it' }).click();
  await orla.goto(resetUrl);
  await orla.getByLabel('New password').fill('another gate, closed on Mondays');
  await orla.getByRole('button', { name: 'Set password and sign in' }).click();
  await expect(orla).toHaveURL(`${product.url}/`);

  await row.getByRole('button', { name: 'More for orla@kilrush.example' }).click();
  await page.getByRole('menuitem', { name: 'Disable account' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Disable account' }).click();
  await expect(row.getByText('disabled')).toBeVisible();
  await expect(orla, 'her live page is shown out').toHaveURL(/\/sign-in/, { timeout: 20_000 });

  // The way of it stands in the log.
  await page.goto('/settings/audit?q=orla');
  for (const action of [
    'invitation.create',
    'invitation.accept',
    'user.change_role',
    'user.password_link',
    'user.password',
    'user.disable',
  ]) {
    await expect(page.getByRole('listitem').filter({ hasText: action }).first()).toBeVisible();
  }
  await page.getByRole('listitem').filter({ hasText: 'user.change_role' }).click();
  await expect(page.locator('del', { hasText: 'viewer' })).toBeVisible();
  await expect(page.locator('ins', { hasText: 'operator' })).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'CSV' }).click();
  expect((await download).suggestedFilename()).toBe('audit.csv');
});

test('the last administrator cannot be taken away', async ({ page, product, faults }) => {
  faults.expect(/409/);
  await page.goto('/settings/people');
  await page.getByLabel(`Role of ${product.adminEmail}`).click();
  await page.getByRole('option', { name: /Viewer/ }).click();
  await expect(page.getByText('This is the last administrator who can sign in')).toBeVisible();
  await expect(page.getByLabel(`Role of ${product.adminEmail}`)).toHaveText('Admin');
});
